import { useTranslation } from 'react-i18next';
import { attributions, comparisons } from '../lib/address-state.ts';
import { usePreferences } from '../lib/preferences-context.tsx';
import { useScope } from '../lib/use-scope.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { ChoiceMenu } from './ChoiceMenu.tsx';
import { Freshness } from './Freshness.tsx';
import styles from './Header.module.css';
import { MoonMark, SunMark } from './marks.tsx';
import { PeriodPicker } from './PeriodPicker.tsx';
import { UnitPicker } from './UnitPicker.tsx';

/** The one header: what every screen speaks of. */
export function Header() {
  const { t } = useTranslation();
  const scope = useScope();
  const { language, theme, choose } = usePreferences();
  const { address } = scope;
  return (
    <header className={styles['header']}>
      <div className={styles['choices']}>
        <UnitPicker scope={scope} address={address} />
        <PeriodPicker period={scope.period} address={address} />
        <ChoiceMenu
          label={t('comparison.label')}
          value={address.comparison}
          choices={comparisons.map((value) => ({
            value,
            text: t(`comparison.${value}`),
            hint: t(`comparison.${value}Hint`),
          }))}
          onChoose={(comparison) => address.choose({ comparison })}
        />
        <ChoiceMenu
          label={t('attribution.label')}
          value={address.attribution}
          choices={attributions.map((value) => ({
            value,
            text: t(`attribution.${value}`),
            hint: t(`attribution.${value}Hint`),
          }))}
          onChoose={(attribution) => address.choose({ attribution })}
        />
      </div>
      <div className={styles['state']}>
        <Freshness />
        <button
          type="button"
          className={styles['pill']}
          aria-label={t('language.label')}
          onClick={() => choose({ language: language === 'zh' ? 'en' : 'zh' })}
        >
          {t('language.switch')}
        </button>
        <button
          type="button"
          className={styles['pill']}
          aria-label={theme === 'dark' ? t('theme.toLight') : t('theme.toDark')}
          onClick={() => choose({ theme: theme === 'dark' ? 'light' : 'dark' })}
        >
          {theme === 'dark' ? <SunMark /> : <MoonMark />}
        </button>
        <AccountMenu />
      </div>
    </header>
  );
}
