/*---
model: star.dim_contact
grain: one row per contact, with the merged customer it belongs to
key:   [contact_id]
load:
  kind: incremental
  by: contact_id
  changed_by:
    crm.contact: id
    star.customer_member: select contact.id from changed join crm.contact using (customer_id)
tests:
  - not_null: [customer_key]
---*/
select
    contact.id as contact_id, coalesce(member.customer_key, 'unknown') as customer_key,
    contact.name, contact.title, contact.phone, contact.email, contact.wechat,
    coalesce(contact.is_decision_maker, false) as is_decision_maker
from crm.contact
left join star.customer_member as member on member.customer_id = contact.customer_id
where {{ in_scope(contact.id) }}
