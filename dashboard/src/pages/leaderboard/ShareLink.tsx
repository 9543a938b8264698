import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Hands the address on: by the phone's own sheet where there is one, else by the clipboard. */
export function ShareLink({ title }: { title: string }) {
  const { t } = useTranslation('leaderboard');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      className="lb-quiet"
      onClick={() => void share(title).then(setCopied)}
      aria-live="polite"
    >
      {copied ? t('shared') : t('share')}
    </button>
  );
}

/** Whether the link went to the clipboard. Views that allow neither way leave the address bar, which holds the same link. */
async function share(title: string): Promise<boolean> {
  const url = location.href;
  try {
    if ('share' in navigator && matchMedia('(pointer: coarse)').matches) {
      await navigator.share({ title, url });
      return false;
    }
    await navigator.clipboard.writeText(url);
    return true;
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return false;
    throw error;
  }
}
