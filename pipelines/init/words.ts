/**
 * What tables and columns are called in CRMs and in their exports, English and Chinese. Compared by their words in full
 * (`shortened.ts`). The first words are the surest.
 */
export interface EntityWords {
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

const UPDATED = [
  'updated at',
  'modified at',
  'last modified',
  'last modified date',
  'date modified',
  'write date',
  'update time',
  'modified',
  'modify time',
  'system modstamp',
  '更新时间',
  '修改时间',
  '最后修改时间',
  '最后更新时间',
];
const CREATED = [
  'created at',
  'created',
  'create date',
  'created date',
  'date entered',
  'create time',
  'creation date',
  'createdon',
  '创建时间',
  '创建日期',
  '录入时间',
];
const OWNER = [
  'owner id',
  'owner',
  'user id',
  'assigned user id',
  'salesperson id',
  'salesperson',
  'sales rep',
  'sales agent',
  'assignee',
  'rep id',
  '负责人id',
  '负责人',
  '所有人',
  '业务员',
  '销售员',
  '销售代表',
  '跟进人',
];
const CUSTOMER = [
  'customer id',
  'account id',
  'company id',
  'client id',
  'partner id',
  'customer',
  'account',
  'client',
  '客户编号',
  '客户id',
  '客户名称',
  '客户',
  '公司名称',
];
const CURRENCY = ['currency', 'currency code', 'currency iso code', '币种'];
const SOURCE = ['source', 'lead source', 'origin', '来源', '线索来源', '客户来源', '商机来源'];
const PHONE = ['phone', 'mobile', 'telephone', 'phone number', '电话', '手机', '手机号', '联系电话'];
const DEPARTMENT = [
  'org unit id',
  'department id',
  'dept id',
  'team id',
  'department',
  'dept',
  'team',
  'regional office',
  '部门编号',
  '部门',
  '所属部门',
  '团队',
  '小组',
  '大区',
];

export const WORDS: Readonly<Record<string, EntityWords>> = {
  org_unit: {
    names: [
      'org unit',
      'department',
      'dept',
      'sys dept',
      'hr department',
      'organization',
      'organisation',
      'team',
      '部门',
      '组织',
      '组织架构',
    ],
    columns: {
      id: ['id', 'dept id', 'department id', '部门编号', '编号'],
      name: ['name', 'dept name', 'department name', 'title', '部门名称', '名称', '部门'],
      parent_id: ['parent id', 'parent', 'parent dept id', '上级部门编号', '上级部门', '上级'],
      type: ['type', 'dept type', 'level', '类型', '级别'],
      updated_at: UPDATED,
    },
  },
  employee: {
    names: [
      'employee',
      'user',
      'sys user',
      'users',
      'staff',
      'sales rep',
      'salesperson',
      'sales teams',
      '员工',
      '用户',
      '人员',
      '销售人员',
    ],
    columns: {
      id: [
        'id',
        'user id',
        'employee id',
        'employee no',
        'sales agent',
        '工号',
        '员工编号',
        '编号',
        '员工id',
      ],
      name: [
        'name',
        'full name',
        'real name',
        'user name',
        'display name',
        'sales agent',
        '姓名',
        '员工姓名',
        '名称',
      ],
      org_unit_id: DEPARTMENT,
      manager_id: [
        'manager id',
        'manager',
        'reports to id',
        'supervisor id',
        'leader id',
        '上级',
        '直属上级',
        '主管',
      ],
      role: ['role', 'role name', '角色'],
      position: ['position', 'title', 'job title', '职位', '岗位', '职务'],
      email: ['email', 'mail', 'work email', '邮箱'],
      phone: PHONE,
      hired_on: ['hired on', 'hire date', 'hired at', 'entry date', '入职日期', '入职时间'],
      left_on: ['left on', 'leave date', 'quit date', 'termination date', '离职日期', '离职时间'],
      updated_at: UPDATED,
    },
  },
  customer: {
    names: [
      'customer',
      'account',
      'company',
      'client',
      'accounts',
      'customers',
      'companies',
      '客户',
      '客户信息',
      '客户列表',
      '公司',
    ],
    columns: {
      id: ['id', 'customer id', 'account id', 'company id', 'account', '客户编号', '客户id', '编号'],
      name: [
        'name',
        'customer name',
        'account name',
        'company name',
        'account',
        'company',
        'title',
        '客户名称',
        '公司名称',
        '名称',
      ],
      industry: ['industry', 'sector', '行业', '所属行业'],
      size: ['size', 'company size', '规模', '客户规模'],
      employee_count: ['employee count', 'employees', 'number of employees', '员工人数', '人数'],
      province: ['province', 'state', 'region', '省份', '省'],
      city: ['city', 'town', '城市', '市'],
      district: ['district', 'county', '区县', '区'],
      address: ['address', 'street', '地址', '详细地址'],
      phone: PHONE,
      registration_no: ['registration no', 'tax number', 'vat', '统一社会信用代码', '税号'],
      level: ['level', 'grade', 'rating', '客户级别', '客户等级', '等级'],
      source: SOURCE,
      owner_id: OWNER,
      created_at: CREATED,
      updated_at: UPDATED,
    },
  },
  product: {
    names: ['product', 'products', 'item', 'sku', 'prod', '产品', '商品'],
    columns: {
      id: ['id', 'product id', 'sku', 'product code', 'product', '产品编号', '商品编号', '编号'],
      name: ['name', 'product name', 'title', 'product', '产品名称', '商品名称', '名称'],
      category: ['category', 'series', 'product line', 'family', '类别', '分类', '产品线'],
      list_price: ['list price', 'price', 'sales price', 'unit price', '标准价格', '单价', '价格'],
      updated_at: UPDATED,
    },
  },
  lead: {
    names: ['lead', 'leads', 'biz lead', '线索', '销售线索'],
    columns: {
      id: ['id', 'lead id', '线索编号', '线索id', '编号'],
      name: ['name', 'full name', 'contact name', 'lead name', '姓名', '线索名称', '联系人'],
      company: ['company', 'company name', 'account name', '公司名称', '公司'],
      phone: PHONE,
      status: ['status', 'lead status', 'state', '线索状态', '状态', '跟进状态'],
      source: SOURCE,
      owner_id: OWNER,
      created_at: CREATED,
      converted_at: ['converted at', 'converted date', 'date converted', '转化时间', '转换时间'],
      updated_at: UPDATED,
    },
  },
  opportunity: {
    names: [
      'opportunity',
      'deal',
      'opportunities',
      'deals',
      'biz opportunity',
      'sales pipeline',
      'sales opportunity',
      '商机',
      '销售机会',
      '商机列表',
    ],
    columns: {
      id: ['id', 'opportunity id', 'deal id', '商机编号', '商机id', '编号'],
      name: ['name', 'opportunity name', 'deal name', 'title', 'subject', '商机名称', '名称'],
      customer_id: CUSTOMER,
      owner_id: OWNER,
      stage_id: [
        'stage id',
        'stage',
        'sales stage',
        'deal stage',
        'stage name',
        'status',
        '商机阶段',
        '销售阶段',
        '阶段',
        '商机状态',
        '状态',
      ],
      amount: [
        'amount',
        'deal value',
        'value',
        'close value',
        'expected revenue',
        'total amount',
        '商机金额',
        '预计金额',
        '预计销售金额',
        '预计成交金额',
        '金额',
      ],
      currency: CURRENCY,
      created_at: [...CREATED, 'engage date', 'opened at'],
      closed_at: [
        'closed at',
        'closed date',
        'date closed',
        'close date',
        'won at',
        '成交日期',
        '赢单日期',
        '实际成交日期',
        '结单日期',
        '关闭时间',
      ],
      expected_close_on: [
        'expected close on',
        'expected close date',
        'expected closure date',
        'date deadline',
        'forecast close',
        '预计成交日期',
        '预计结单日期',
        '预计签约日期',
        '预计成交时间',
      ],
      lost_reason: ['lost reason', 'loss reason', 'reason lost', '丢单原因', '输单原因', '失败原因'],
      source: SOURCE,
      product_id: ['product id', 'product', '产品编号', '产品', '产品名称'],
      updated_at: UPDATED,
    },
  },
  order: {
    names: ['order', 'orders', 'sales order', 'so order', 'sale order', '订单', '销售订单'],
    columns: {
      id: ['id', 'order id', 'order no', 'order number', '订单编号', '订单号', '编号'],
      customer_id: CUSTOMER,
      owner_id: OWNER,
      opportunity_id: ['opportunity id', 'deal id', '商机编号', '商机id'],
      ordered_at: [
        'ordered at',
        'order date',
        'date order',
        'order time',
        'placed at',
        '下单时间',
        '订单日期',
        '下单日期',
        ...CREATED,
      ],
      paid_at: ['paid at', 'payment date', 'pay time', '付款时间', '支付时间', '回款日期'],
      status: ['status', 'state', 'order status', '订单状态', '状态'],
      amount: [
        'amount',
        'total amount',
        'amount total',
        'total',
        'grand total',
        'total due',
        'subtotal',
        'sub total',
        'net amount',
        '订单金额',
        '总金额',
        '金额',
      ],
      currency: CURRENCY,
      updated_at: UPDATED,
    },
  },
  contract: {
    names: ['contract', 'contracts', '合同', '销售合同'],
    columns: {
      id: ['id', 'contract id', 'contract no', '合同编号', '编号'],
      customer_id: CUSTOMER,
      opportunity_id: ['opportunity id', 'deal id', '商机编号'],
      owner_id: OWNER,
      signed_at: ['signed at', 'sign date', 'signed on', 'signing date', '签约日期', '签订日期', '签约时间'],
      amount: ['amount', 'contract amount', 'total amount', '合同金额', '金额'],
      status: ['status', 'state', '合同状态', '状态'],
      updated_at: UPDATED,
    },
  },
  activity: {
    names: [
      'activity',
      'activities',
      'follow up',
      'followup',
      'biz followup',
      'call',
      'visit',
      'task',
      '跟进',
      '跟进记录',
      '拜访',
      '拜访记录',
      '通话记录',
    ],
    columns: {
      id: ['id', 'activity id', '跟进编号', '编号'],
      type: ['type', 'activity type', 'follow type', 'kind', '跟进方式', '跟进类型', '类型'],
      owner_id: OWNER,
      at: [
        'at',
        'activity date',
        'follow time',
        'date start',
        'start date',
        'occurred at',
        'date',
        '跟进时间',
        '拜访时间',
        '通话时间',
        ...CREATED,
      ],
      customer_id: CUSTOMER,
      opportunity_id: ['opportunity id', 'deal id', '商机编号'],
      lead_id: ['lead id', '线索编号'],
      duration_s: ['duration s', 'duration', 'call duration in seconds', '通话时长'],
      note: ['note', 'description', 'content', 'comment', '跟进内容', '备注', '内容'],
      updated_at: UPDATED,
    },
  },
};

/** Letters and digits alone, small: `Expected_Close-Date` and `expected close date` are one. */
export function normal(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Words in the names of stages and states, the surest first. */
const OUTCOMES: readonly (readonly ['won' | 'lost' | 'disqualified', RegExp])[] = [
  ['lost', /lost|fail|dead|输单|丢单|失败|流失|战败/i],
  ['disqualified', /disqualif|invalid|junk|作废|无效/i],
  ['won', /won|win\b|closedwon|signed|customer$|success|赢单|成交|签约|成功|已签/i],
];

/** What comes before what in most pipelines. */
const STEPS: readonly RegExp[] = [
  /new|lead|prospect|contact|线索|初步|接洽|初访|联系/i,
  /qualif|need|discover|需求|确认|调研/i,
  /propos|quot|offer|demo|方案|报价|演示/i,
  /negotiat|review|contract|谈判|商务|合同|审批/i,
];

/** Where a stage stands in most pipelines, from its name; null when the name does not tell. */
export function stepOf(stage: string): number | null {
  const step = STEPS.findIndex((words) => words.test(stage));
  return step < 0 ? null : step;
}

/** What a stage means, from its name. */
export function outcomeOf(stage: string): 'open' | 'won' | 'lost' | 'disqualified' {
  return OUTCOMES.find(([, words]) => words.test(stage))?.[0] ?? 'open';
}

const LEAD_STATES: readonly (readonly [string, RegExp])[] = [
  ['duplicate', /duplicate|重复/i],
  ['invalid', /invalid|junk|dead|unqualified|lost|无效|空号|作废/i],
  ['converted', /convert|转化|转换|已转/i],
  ['no_intent', /no.?intent|not interested|recycled|无意向/i],
  ['intent', /intent|interested|qualified|working|process|意向|跟进中/i],
  ['contacted', /contact|attempted|open|已联系|联系/i],
];

/** The canonical state of a lead, from the source's word for it. */
export function leadStateOf(state: string): string {
  return LEAD_STATES.find(([, words]) => words.test(state))?.[0] ?? 'new';
}

const ORDER_STATES: readonly (readonly [string, RegExp])[] = [
  ['cancelled', /cancel|void|取消|作废|关闭/i],
  ['draft', /draft|quote|quotation|草稿|待提交/i],
  ['paid', /paid|done|complete|deliver|付款|已支付|完成|回款/i],
];

export function orderStateOf(state: string): string {
  return ORDER_STATES.find(([, words]) => words.test(state))?.[0] ?? 'placed';
}

const ACTIVITY_TYPES: readonly (readonly [string, RegExp])[] = [
  ['call', /call|phone|电话|通话|外呼/i],
  ['visit', /visit|on.?site|field|拜访|上门/i],
  ['meeting', /meet|demo|会议|演示/i],
  ['email', /mail|邮件/i],
  ['friend_added', /friend|加微|好友/i],
  ['message', /message|chat|wechat|sms|whatsapp|微信|短信|聊天/i],
];

export function activityTypeOf(type: string): string {
  return ACTIVITY_TYPES.find(([, words]) => words.test(type))?.[0] ?? 'other';
}
