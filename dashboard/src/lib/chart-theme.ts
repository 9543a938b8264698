import { fontFamily, tokens, type ThemeName, type Tokens } from './tokens.ts';

/** What a chart function is given beside its rows: colours and sizes, never the DOM. */
export interface ChartLook {
  tokens: Tokens;
  /** Pixels for a length in CSS pixels of a 1080p screen. */
  px(length: number): number;
  /** The reader asked for less motion, or the figures only moved a little. */
  still: boolean;
}

export function chartLook(name: ThemeName, scale: number, still: boolean): ChartLook {
  return { tokens: tokens[name], px: (length) => Math.round(length * scale * 10) / 10, still };
}

export function chartText(
  look: ChartLook,
  size = 12,
): { fontFamily: string; fontSize: number; color: string } {
  return { fontFamily, fontSize: look.px(size), color: look.tokens.textSoft };
}

export function tooltipStyle(look: ChartLook) {
  return {
    backgroundColor: look.tokens.raised,
    borderColor: look.tokens.line,
    borderWidth: 1,
    padding: [look.px(8), look.px(12)],
    textStyle: { ...chartText(look, 12.5), color: look.tokens.text },
    extraCssText: `box-shadow: ${look.tokens.shadow}; border-radius: 0.5rem; font-variant-numeric: tabular-nums;`,
    confine: true,
  };
}
