/** What old databases shorten, word by word. Numbers and codes of a record are its id. */
const LONG: Readonly<Record<string, string>> = {
  ...{ nm: 'name', dt: 'date', ts: 'at', amt: 'amount', desc: 'description', addr: 'address', tel: 'phone' },
  ...{ no: 'id', nr: 'id', num: 'id', nbr: 'id', number: 'id', cd: 'id', code: 'id' },
  ...{ cust: 'customer', acct: 'account', emp: 'employee', dept: 'department', prod: 'product' },
  ...{ opp: 'opportunity', opty: 'opportunity', oppty: 'opportunity', stg: 'stage', sts: 'status' },
  ...{ crt: 'created', cre: 'created', upd: 'updated', mod: 'modified', chg: 'modified' },
};

/** `ClientNm`, `client_nm` and `client name` are one: their words in full, small, without separators. */
export function inFull(name: string): string {
  return wordsOf(name)
    .map((word) => LONG[word] ?? word)
    .join('');
}

/**
 * What is left of a column's name without the word for its own table: `client_nm` of `tbl_client` is its `name`. Null
 * when it does not begin with one of the words.
 */
export function withoutOwner(column: string, owners: readonly string[]): string | null {
  const full = inFull(column);
  const owner = owners
    .map(inFull)
    .filter((one) => full.startsWith(one) && full.length > one.length)
    .toSorted((one, other) => other.length - one.length)[0];
  return owner === undefined ? null : full.slice(owner.length);
}

function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
