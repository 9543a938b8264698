/*---
model: star.dim_product
grain: one row per product
key:   [product_id]
load:  { kind: full }
extras: { product: { id: product_id } }
tests:
  - not_null: [name]
---*/
select id as product_id, name, category, list_price from crm.product
