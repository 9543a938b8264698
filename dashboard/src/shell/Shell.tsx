import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { ExplainProvider } from '../explain/explain-context.tsx';
import { antdTheme } from '../lib/antd-theme.ts';
import { usePreferences } from '../lib/preferences-context.tsx';
import { useScale } from '../lib/screen-scale.ts';
import { Header } from './Header.tsx';
import { Navigation } from './Navigation.tsx';
import { NowhereNotice } from './NowhereNotice.tsx';
import styles from './Shell.module.css';

export function Shell() {
  const { language, theme } = usePreferences();
  const { t } = useTranslation();
  const scale = useScale();
  return (
    <ConfigProvider theme={antdTheme(theme, scale)} locale={language === 'zh' ? zhCN : enUS}>
      <App component={false}>
        <a className={styles['skip']} href="#content">
          {t('nav.skip')}
        </a>
        <ExplainProvider>
          <div className={styles['frame']}>
            <Navigation />
            <div className={styles['page']}>
              <Header />
              <main id="content" className={styles['content']} tabIndex={-1}>
                <NowhereNotice />
                <Outlet />
              </main>
            </div>
          </div>
        </ExplainProvider>
      </App>
    </ConfigProvider>
  );
}
