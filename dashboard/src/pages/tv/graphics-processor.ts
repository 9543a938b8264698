/** How browsers name what draws in software: Chromium, Mesa on Linux, Windows. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|basic render/i;

/** Whether pictures are drawn by a graphics processor, and not by the cores that everything else needs. */
export function hasGraphicsProcessor(): boolean {
  const context = document.createElement('canvas').getContext('webgl');
  if (context === null) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof renderer === 'string' && !SOFTWARE.test(renderer);
}
