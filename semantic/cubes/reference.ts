import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';

const people = measuresOf(['employee']);
const always = measuresOf([]);

/** Today's people. Their position in the tree is the unit they hang on. */
export const PEOPLE: CubeDeclaration = {
  name: 'people',
  title: { en: 'People', zh: '人员' },
  description: { en: 'One row per employee, as of today.', zh: '每位员工一行,截至今日。' },
  sql: `
    select
      employee.*, employee.employee_id as owner_id, unit.org_id as unit_id,
      unit.name as org_name, unit.path as org_path, unit.depth as org_depth, unit.type as org_type,
      unit.lft as row_lft, unit.lft as row_then_lft
    from star.dim_employee_current as employee
    left join star.dim_org_current as unit on unit.org_id = coalesce(employee.org_id, 'unassigned')
    where employee.employee_id <> 'unassigned'`,
  policy: 'place',
  fixed: [],
  dimensions: [
    column('id', 'string', ['Id', '编号'], '{CUBE}.employee_id'),
    column('name', 'string', ['Name', '姓名']),
    column('role', 'string', ['Role', '角色'], undefined, { needs: ['employee.role'] }),
    column('position', 'string', ['Position', '职位'], undefined, { needs: ['employee.position'] }),
    column('is_head', 'boolean', ['Head of the unit', '负责人'], undefined, { needs: ['employee.is_head'] }),
    column('is_active', 'boolean', ['In post', '在职']),
    column('photo_url', 'string', ['Photo', '照片'], undefined, { needs: ['employee.photo_url'] }),
    column('hired_date', 'date', ['Hired on', '入职日期'], undefined, { needs: ['employee.hired_on'] }),
    column('left_date', 'date', ['Left on', '离职日期'], undefined, { needs: ['employee.left_on'] }),
    column('previous_org_id', 'string', ['Previous unit id', '原组织编号']),
    column('moved_date', 'date', ['Moved on', '调动日期']),
    column('org_id', 'string', ['Unit id', '组织编号'], '{CUBE}.unit_id'),
    column('org_name', 'string', ['Organisation', '组织']),
    column('org_path', 'string', ['Path of ids', '组织路径']),
    column('org_depth', 'number', ['Depth', '层级']),
    column('org_type', 'string', ['Type of unit', '组织类型']),
  ],
  measures: [
    people.count(
      'count',
      ['People', '人数'],
      ['Employees, in post or gone.', '员工人数,含离职。'],
      'count(*)',
      {
        unit: 'people',
        good: null,
      },
    ),
    people.count(
      'active_count',
      ['People in post', '在职人数'],
      ['Employees in post today.', '今日在职人数。'],
      'count(*) filter (where {CUBE}.is_active)',
      { unit: 'people', good: null },
    ),
  ],
};

/** Today's tree; `lft` is the position of a unit in it, siblings in order. */
export const ORG_UNITS: CubeDeclaration = {
  name: 'org_units',
  title: { en: 'Organisation', zh: '组织' },
  description: {
    en: "One row per unit of today's tree, closed ones included.",
    zh: '今日组织树,每个组织一行,含已关闭。',
  },
  sql: `select unit.*, unit.lft as row_lft, unit.lft as row_then_lft, null::varchar as owner_id
    from star.dim_org_current as unit`,
  policy: 'place',
  fixed: [],
  dimensions: [
    column('id', 'string', ['Id', '编号'], '{CUBE}.org_id'),
    column('name', 'string', ['Name', '名称']),
    column('type', 'string', ['Type', '类型'], undefined, { needs: ['org_unit.type'] }),
    column('parent_id', 'string', ['Parent id', '上级编号']),
    column('depth', 'number', ['Depth', '层级']),
    column('path', 'string', ['Path of ids', '路径']),
    column('sort', 'number', ['Order', '排序'], undefined, { needs: ['org_unit.sort'] }),
    column('lft', 'number', ['Position', '位置']),
    column('rgt', 'number', ['Last position inside', '末位置']),
    column('is_closed', 'boolean', ['Closed', '已关闭']),
    column('child_count', 'number', ['Child units', '下级组织数']),
  ],
  measures: [
    always.count('count', ['Units', '组织数'], ['Units of the tree.', '组织数。'], 'count(*)', {
      good: null,
    }),
  ],
};

/** The one published state. */
export const FRESHNESS: CubeDeclaration = {
  name: 'freshness',
  title: { en: 'Freshness', zh: '数据时间' },
  description: { en: 'The published state: one row.', zh: '当前发布的数据:一行。' },
  sql: 'select * from star.publish',
  policy: 'everybody',
  fixed: [],
  dimensions: [
    column('version', 'number', ['Version', '版本']),
    column('frame_version', 'number', [
      'Version of organisation, calendar and targets',
      '组织、日历与目标的版本',
    ]),
    column('as_of', 'instant', ['Data as of (UTC)', '数据截至(UTC)']),
    column('as_of_local', 'instant', ['Data as of', '数据截至']),
    column('as_of_date', 'date', ['Business day', '业务日期']),
    column('published_at', 'instant', ['Published (UTC)', '发布时间(UTC)']),
  ],
  measures: [
    always.count('count', ['Publishes', '发布数'], ['Always one.', '恒为一。'], 'count(*)', { good: null }),
  ],
};

/** The company's calendar. */
export const CALENDAR: CubeDeclaration = {
  name: 'calendar',
  title: { en: 'Calendar', zh: '日历' },
  description: { en: 'One row per day.', zh: '每天一行。' },
  sql: 'select * from star.dim_date',
  policy: 'everybody',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('is_working_day', 'boolean', ['Working day', '工作日']),
    column('holiday_name', 'string', ['Holiday', '节假日']),
    column('fiscal_year', 'number', ['Fiscal year', '财年']),
    column('fiscal_quarter', 'number', ['Fiscal quarter', '财季']),
  ],
  measures: [
    always.count('day_count', ['Days', '天数'], ['Calendar days.', '自然日数。'], 'count(*)', {
      unit: 'days',
      good: null,
    }),
    always.count(
      'working_day_count',
      ['Working days', '工作日数'],
      ['Working days.', '工作日数。'],
      'count(*) filter (where {CUBE}.is_working_day)',
      { unit: 'days', good: null },
    ),
  ],
};

/** What the sources give. */
export const COVERAGE: CubeDeclaration = {
  name: 'coverage',
  title: { en: 'Coverage', zh: '数据接入' },
  description: { en: 'Entities and columns that a source gives.', zh: '数据源已提供的实体与字段。' },
  sql: 'select * from star.coverage',
  policy: 'everybody',
  fixed: [],
  dimensions: [
    column('entity', 'string', ['Entity', '实体']),
    column('column_name', 'string', ['Column', '字段']),
  ],
  measures: [
    always.count('count', ['Columns', '字段数'], ['Mapped columns.', '已接入字段数。'], 'count(*)', {
      good: null,
    }),
  ],
};
