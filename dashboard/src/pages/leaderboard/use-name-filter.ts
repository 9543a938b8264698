import { useEffect, useState } from 'react';
import { loadPinyinMatcher, matchByLetters, type NameMatcher } from '../../lib/name-search.ts';

/** Letters match at once; pinyin as soon as its dictionary, asked for by the first search, has come. */
export function useNameFilter(typed: string): (name: string) => boolean {
  const [match, setMatch] = useState<{ by: NameMatcher }>({ by: matchByLetters });
  const isSearching = typed.trim() !== '';
  useEffect(() => {
    if (!isSearching) return undefined;
    let wanted = true;
    void loadPinyinMatcher().then((by) => {
      if (wanted) setMatch({ by });
    });
    return () => {
      wanted = false;
    };
  }, [isSearching]);
  return (name) => !isSearching || match.by(name, typed);
}
