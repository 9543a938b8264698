import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { getFile } from '../lib/api-client.ts';
import { usePreferences } from '../lib/preferences-context.tsx';
import { useMay } from '../lib/session.tsx';
import styles from './ExplainDrawer.module.css';

/** All rows behind a figure as a sheet, for whom the role lets export. */
export function DownloadRows({ question }: { question: LoadQuery }) {
  const { t } = useTranslation('explain');
  const { language } = usePreferences();
  const may = useMay('export');
  const download = useMutation({
    mutationFn: async () => {
      const search = new URLSearchParams({ query: JSON.stringify(question), of: 'rows', language });
      save(await getFile(`/api/export.csv?${search.toString()}`));
    },
  });
  if (!may) return null;
  return (
    <div className={styles['download']}>
      <button
        type="button"
        className={styles['quiet']}
        disabled={download.isPending}
        onClick={() => download.mutate()}
      >
        {download.isPending ? t('downloading') : t('download')}
      </button>
      {download.error && <p role="alert">{download.error.message}</p>}
    </div>
  );
}

function save(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(address);
}
