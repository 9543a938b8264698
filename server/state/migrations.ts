/**
 * The state's schema, in the order in which it grew: a migration that was released is never edited, a change is a new
 * one. Secrets (sessions, tokens, links) stand here as SHA-256 of 32 random bytes, passwords as argon2id.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table treeline.account (
      id text primary key,
      login text not null unique,
      name text not null,
      roles text[] not null,
      employee_id text,
      follows_crm boolean not null default true,
      password_hash text,
      is_enabled boolean not null default true,
      created_at timestamptz not null,
      signed_in_at timestamptz
    )`,
    // '*' is the whole company, whatever its root is called
    `create table treeline.standing (
      account_id text not null references treeline.account on delete cascade,
      unit_id text not null,
      kind text not null check (kind in ('grant', 'member')),
      granted_at timestamptz not null,
      granted_by text not null,
      primary key (account_id, unit_id)
    )`,
    `create table treeline.identity (
      issuer text not null,
      subject text not null,
      account_id text not null references treeline.account on delete cascade,
      primary key (issuer, subject)
    )`,
    `create table treeline.session (
      id text primary key,
      account_id text not null references treeline.account on delete cascade,
      token_hash text not null unique,
      previous_hash text,
      csrf_token text not null,
      created_at timestamptz not null,
      rotated_at timestamptz not null,
      seen_at timestamptz not null,
      view_as text references treeline.account on delete set null,
      address text not null,
      agent text not null
    )`,
    `create table treeline.device (
      token_hash text primary key,
      account_id text not null references treeline.account on delete cascade,
      seen_at timestamptz not null
    )`,
    `create table treeline.password_link (
      token_hash text primary key,
      account_id text not null references treeline.account on delete cascade,
      expires_at timestamptz not null
    )`,
    `create table treeline.api_token (
      id text primary key,
      account_id text not null references treeline.account on delete cascade,
      name text not null,
      token_hash text not null unique,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
    `create table treeline.wall_link (
      id text primary key,
      name text not null,
      token_hash text not null unique,
      unit_id text not null,
      pages text not null,
      created_at timestamptz not null,
      created_by text not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`,
    `create table treeline.audit (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      account_id text,
      actor text not null,
      action text not null,
      subject text not null,
      detail jsonb not null,
      address text not null
    )`,
    'create index audit_at on treeline.audit (at)',
    // append-only for everybody, ourselves included, except for the purge that the policy of keeping asks for
    `create function treeline.keep_audit() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_setting('treeline.purge', true) = 'on' then
        return old;
      end if;
      raise exception 'treeline.audit is append-only';
    end $$`,
    `create trigger keep_audit before update or delete on treeline.audit
      for each row execute function treeline.keep_audit()`,
    `create trigger keep_audit_whole before truncate on treeline.audit
      for each statement execute function treeline.keep_audit()`,
  ],
];
