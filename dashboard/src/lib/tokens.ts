export type ThemeName = 'light' | 'dark';

/** One set of colours for Ant Design, ECharts and CSS. Contrast of text on card: at least 4.5 : 1. */
export interface Tokens {
  ground: string;
  card: string;
  raised: string;
  line: string;
  track: string;
  text: string;
  textSoft: string;
  textFaint: string;
  tick: string;
  accent: string;
  accentText: string;
  accentSoft: string;
  second: string;
  warning: string;
  warningText: string;
  /** Meaning: good and bad. Never used for rise and fall, which follow the reader's convention. */
  good: string;
  goodText: string;
  bad: string;
  badText: string;
  red: string;
  green: string;
  nav: string;
  navLine: string;
  navText: string;
  navActive: string;
  skeleton: string;
  shadow: string;
}

export const tokens: Record<ThemeName, Tokens> = {
  light: {
    ground: '#f5f7fb',
    card: '#ffffff',
    raised: '#ffffff',
    line: '#e6eaf2',
    track: '#edf0f7',
    text: '#162036',
    textSoft: '#5a6a88',
    textFaint: '#66748f',
    tick: '#93a1bb',
    accent: '#2f6bff',
    accentText: '#1f57e0',
    accentSoft: '#eaf0ff',
    second: '#7c5cff',
    warning: '#f5a524',
    warningText: '#9a5b00',
    good: '#2f6bff',
    goodText: '#1f57e0',
    bad: '#e8590c',
    badText: '#c2410c',
    red: '#d92d3a',
    green: '#0b8043',
    nav: '#0e1630',
    navLine: '#1d2a52',
    navText: '#b9c5e2',
    navActive: '#162550',
    skeleton: '#e9edf5',
    shadow: '0 0.5rem 1.5rem rgb(22 32 54 / 12%)',
  },
  dark: {
    ground: '#0a0f1d',
    card: '#121930',
    raised: '#1a2340',
    line: '#222d4a',
    track: '#212b47',
    text: '#e9eefa',
    textSoft: '#aab7d3',
    textFaint: '#8d9bbb',
    tick: '#6f7ea1',
    accent: '#4d82ff',
    accentText: '#86acff',
    accentSoft: '#1a2a55',
    second: '#9079ff',
    warning: '#ffb84d',
    warningText: '#ffc46b',
    good: '#4d82ff',
    goodText: '#86acff',
    bad: '#ff7a3d',
    badText: '#ff9a68',
    red: '#ff6b74',
    green: '#3ecf8e',
    nav: '#070c19',
    navLine: '#1a2542',
    navText: '#a5b3d3',
    navActive: '#14214a',
    skeleton: '#1c2541',
    shadow: '0 0.5rem 1.5rem rgb(0 0 0 / 45%)',
  },
};

/** CSS custom properties: `textSoft` becomes `--text-soft`. */
export function cssVariables(set: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
      value,
    ]),
  );
}

export const fontFamily =
  "'Inter Variable', Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', system-ui, sans-serif";
