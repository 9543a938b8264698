import { theme, type ThemeConfig } from 'antd';
import { fontFamily, tokens, type ThemeName } from './tokens.ts';

/** Ant Design on our tokens; `scale` makes its controls grow with the screen like everything set in rem. */
export function antdTheme(name: ThemeName, scale: number): ThemeConfig {
  const set = tokens[name];
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: set.accent,
      colorBgBase: set.card,
      colorBgContainer: set.card,
      colorBgElevated: set.raised,
      colorBgLayout: set.ground,
      colorText: set.text,
      colorTextSecondary: set.textSoft,
      colorTextTertiary: set.textFaint,
      colorTextPlaceholder: set.textFaint,
      colorBorder: set.line,
      colorBorderSecondary: set.line,
      colorWarning: set.warning,
      colorError: set.badText,
      colorTextDisabled: set.textFaint,
      colorTextDescription: set.textSoft,
      fontFamily,
      fontSize: 13.5 * scale,
      controlHeight: 34 * scale,
      borderRadius: 9 * scale,
      sizeUnit: 4 * scale,
      motionDurationMid: '0.15s',
      motionDurationSlow: '0.2s',
    },
    components: {
      // white on the accent itself is a hair below 4.5 : 1
      Button: { colorPrimary: '#2459de', colorPrimaryHover: '#1f4fc6' },
      Tabs: { itemSelectedColor: set.accentText, itemHoverColor: set.accentText },
    },
  };
}
