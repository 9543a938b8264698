import { literal, type OracleDb } from './oracle-db.ts';

/** Kinds of identity that prove one buyer; a device is shared by colleagues and families. */
const STRONG = ['registration_no', 'tax_no', 'id_card', 'phone', 'unionid'];

/**
 * Fills `o.customer_group`: customers linked by any chain of shared strong identities (union-find). The group bears
 * the id of the member entered first, whose attributes (industry, source) speak for the whole.
 */
export async function mergeCustomers(db: OracleDb): Promise<void> {
  const leader = new Map<string, string>();
  const find = (one: string): string => {
    let at = one;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    return at;
  };
  const age = new Map<string, number>();
  for (const row of await db.rows('select customer from o.customer order by created_at, customer')) {
    const customer = String(row['customer']);
    leader.set(customer, customer);
    age.set(customer, age.size);
  }
  const holder = new Map<string, string>();
  const shared = await db.rows(`
select kind || '/' || value as proof, customer from o.identity
where kind in (${STRONG.map(literal).join(',')}) order by 1, 2`);
  for (const row of shared) {
    const [proof, customer] = [String(row['proof']), String(row['customer'])];
    if (!leader.has(customer)) continue;
    const other = holder.get(proof);
    if (other === undefined) holder.set(proof, customer);
    else {
      const [a, b] = [find(other), find(customer)].sort((x, y) => (age.get(x) ?? 0) - (age.get(y) ?? 0));
      if (a !== undefined && b !== undefined) leader.set(b, a);
    }
  }
  const values = [...leader.keys()].map((one) => `(${literal(one)}, ${literal(find(one))})`);
  await db.run('delete from o.customer_group');
  for (let at = 0; at < values.length; at += 5000) {
    await db.run(`insert into o.customer_group values ${values.slice(at, at + 5000).join(',')}`);
  }
}
