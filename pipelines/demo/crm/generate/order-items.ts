import { roundMoney } from './record.ts';
import type { Sale, Shop } from './orders.ts';
import type { Row } from './tables.ts';

/** Lines were introduced a few months into history, and never for the web shop: two orders in three have them. */
export function writeItems({ world, catalogue, random }: Shop, sale: Sale, order: Row<'so_order'>): void {
  if (sale.channel === 'ONLINE' || sale.at < (world.firstDay + 75) * 86_400_000) return;
  // one itemised order in twelve has an amount beyond its lines (freight, on-site work): that part is not itemised
  const itemised = random.chance(0.08) ? roundMoney(order.amount * random.between(0.7, 0.95)) : order.amount;
  const count = order.amount < 1500 ? 1 : 1 + random.int(3);
  const shares = Array.from({ length: count }, () => random.between(0.4, 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let left = itemised;
  shares.forEach((share, index) => {
    const amount = index === count - 1 ? roundMoney(left) : roundMoney((itemised * share) / total);
    left -= amount;
    const product =
      index === 0 && sale.productId !== null
        ? catalogue.products.find((one) => one.row.id === sale.productId)
        : random.weighted(catalogue.products, (one) => one.weight);
    if (product === undefined) return;
    const qty = Math.max(1, Math.round(amount / product.row.list_price));
    const discount = random.chance(0.3) ? roundMoney(amount * 0.05) : 0;
    world.data.so_order_item.push({
      id: world.nextId('order_item'),
      order_id: order.id,
      prod_id: product.row.id,
      qty,
      price: roundMoney((amount + discount) / qty),
      discount,
      amount,
      updated_at: order.updated_at,
    });
  });
}
