-- A workspace of Twenty: one schema, one table per object, composite fields spread over columns. From twentyhq/twenty:
-- twenty-standard-application/utils/field-metadata (opportunity @08f8b5f2, task @0f33f468), workspace-member.workspace-entity
-- @01abd1ff, timeline-activity.workspace-entity @442e2cd9, dev-seeder/data/constants (calendar events and participants,
-- companies), and the types of field-metadata-type-to-column-type.util: a choice is an enum named <table>_<field>_enum,
-- a date and time timestamptz, a number float, raw JSON jsonb. Columns no figure depends on are cut.
create type opportunity_stage_enum as enum ('NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER', 'LOST');
create type task_status_enum as enum ('TODO', 'IN_PROGRESS', 'DONE');
create type "opportunity_createdBySource_enum" as enum ('EMAIL', 'CALENDAR', 'API', 'IMPORT', 'MANUAL', 'SYSTEM');
create table "workspaceMember" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, position float default 0, "nameFirstName" text, "nameLastName" text, "colorScheme" text,
  locale text, "avatarUrl" text, "userEmail" text, "userId" uuid not null, "timeZone" text
);
create table company (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, position float default 0, name text, "domainNamePrimaryLinkUrl" text, employees float,
  "addressAddressStreet1" text, "addressAddressCity" text, "addressAddressState" text, "addressAddressCountry" text,
  "annualRecurringRevenueAmountMicros" numeric, "annualRecurringRevenueCurrencyCode" text,
  "idealCustomerProfile" boolean default false, "accountOwnerId" uuid, "createdBySource" "opportunity_createdBySource_enum",
  "createdByWorkspaceMemberId" uuid, "createdByName" text
);
create table person (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, position float default 0, "nameFirstName" text, "nameLastName" text, "emailsPrimaryEmail" text,
  "phonesPrimaryPhoneNumber" text, "jobTitle" text, city text, "companyId" uuid
);
create table opportunity (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, name text, "amountAmountMicros" numeric, "amountCurrencyCode" text, "closeDate" timestamptz,
  stage opportunity_stage_enum not null default 'NEW', position float default 0, "createdBySource" "opportunity_createdBySource_enum",
  "createdByWorkspaceMemberId" uuid, "createdByName" text, "pointOfContactId" uuid, "companyId" uuid, "ownerId" uuid,
  "searchVector" tsvector generated always as (to_tsvector('simple', coalesce(name, ''))) stored
);
create index on opportunity ("companyId");
create table "timelineActivity" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, "happensAt" timestamptz not null default now(), name text, properties jsonb,
  "linkedRecordCachedName" text, "linkedRecordId" uuid, "linkedObjectMetadataId" uuid, "workspaceMemberId" uuid,
  "targetPersonId" uuid, "targetCompanyId" uuid, "targetOpportunityId" uuid, "targetNoteId" uuid, "targetTaskId" uuid
);
create index on "timelineActivity" ("targetOpportunityId");
create table task (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, position float default 0, title text, "bodyV2Blocknote" text, "bodyV2Markdown" text,
  "dueAt" timestamptz, status task_status_enum default 'TODO', "assigneeId" uuid, "createdByWorkspaceMemberId" uuid
);
create table "taskTarget" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, "taskId" uuid, "targetPersonId" uuid, "targetCompanyId" uuid, "targetOpportunityId" uuid
);
create table note (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, position float default 0, title text, "bodyV2Markdown" text, "createdByWorkspaceMemberId" uuid
);
create table "noteTarget" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, "noteId" uuid, "targetPersonId" uuid, "targetCompanyId" uuid, "targetOpportunityId" uuid
);
create table "calendarEvent" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, title text, "isCanceled" boolean not null default false, "isFullDay" boolean not null default false,
  "startsAt" timestamptz, "endsAt" timestamptz, description text, location text, "iCalUID" text
);
create table "calendarEventParticipant" (
  id uuid primary key default gen_random_uuid(), "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now(),
  "deletedAt" timestamptz, "calendarEventId" uuid, handle text, "displayName" text, "isOrganizer" boolean not null default false,
  "personId" uuid, "workspaceMemberId" uuid
);
