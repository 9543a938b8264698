/** Reads server-sent events one by one. */
export function readEvents(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const seen: { name: string; data: unknown }[] = [];
  let rest = '';

  async function more(): Promise<void> {
    const { value, done } = await reader.read();
    if (done) throw new Error('the stream ended');
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const name = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (name !== undefined && data !== undefined) seen.push({ name, data: JSON.parse(data) });
    }
  }
  return {
    async next(name: string) {
      for (;;) {
        const at = seen.findIndex((event) => event.name === name);
        if (at >= 0) return seen.splice(at, 1)[0]!;
        await more();
      }
    },
    waiting: (name: string) => seen.filter((event) => event.name === name).length,
    close: () => reader.cancel(),
  };
}
