/** The one table from error code to HTTP status. Errors themselves do not know HTTP. */
const STATUS: Readonly<Record<string, number>> = {
  bad_request: 400,
  invalid_parameter: 400,
  invalid_query: 400,
  unknown_member: 400,
  unknown_metric: 400,
  unknown_unit: 404,
  forbidden_member: 403,
  forbidden: 403,
  read_only: 403,
  foreign_host: 403,
  foreign_page: 403,
  too_many_ranges: 403,
  unauthorised: 401,
  sign_in_refused: 401,
  too_many_attempts: 429,
  weak_password: 400,
  invalid_login: 400,
  account_exists: 409,
  last_administrator: 409,
  no_access: 409,
  unknown_account: 404,
  unknown_person: 404,
  link_over: 410,
  provider_refused: 401,
  not_found: 404,
  dashboard_not_built: 404,
  export_too_large: 413,
  query_timeout: 504,
  not_published: 503,
  warehouse_in_use: 503,
};

/** A mendable error that the table does not name is a conflict with the state of things here: 503. */
export function statusOf(code: string): number {
  return STATUS[code] ?? 503;
}
