/** Does this name answer to what was typed: the name itself, its pinyin or its initials. */
export type NameMatcher = (name: string, typed: string) => boolean;

const holds = (name: string, typed: string) => name.toLowerCase().includes(typed.trim().toLowerCase());

/** Good enough until the pinyin dictionary has arrived. */
export const matchByLetters: NameMatcher = holds;

/** The dictionary is large and few readers search: it is fetched when a search opens. */
export async function loadPinyinMatcher(): Promise<NameMatcher> {
  const { match } = await import('pinyin-pro');
  return (name, typed) => {
    const text = typed.trim();
    if (text === '' || holds(name, text)) return true;
    return /^[a-z\s]+$/i.test(text) && match(name, text.toLowerCase(), { continuous: true }) !== null;
  };
}
