// The whole wire between the console and the server, in one place. Declarative on purpose: interfaces, string-literal
// unions and constants only. The server's tests hold these names and members against its own types.

export const HUB_PATH = "/hub/console";
export const SESSION_PATH = "/api/v1/session";
export const XSRF_COOKIE = "XSRF-TOKEN";
export const XSRF_HEADER = "X-XSRF-TOKEN";

/** ISO 8601. */
export type Instant = string;
export type ConversationId = `cnv_${string}`;
export type CustomerId = `cus_${string}`;
export type AgentId = `agt_${string}`;
export type MessageId = `msg_${string}`;
/** `2026-12-25` */
export type LocalDate = string;

// ---- enums -------------------------------------------------------------------------------------------------------

export type InboxView = "Mine" | "Unassigned" | "Open" | "Done";
export type ConversationStatus = "Open" | "Waiting" | "Resolved" | "Closed";
export type Priority = "Low" | "Normal" | "High" | "Urgent";
export type CustomerTier = "Standard" | "Wholesale" | "Vip";
export type Presence = "Offline" | "Away" | "Busy" | "Online";
export type Proficiency = "Assisted" | "Fluent" | "Native";
export type OfflinePolicy = "Reassign" | "ReassignOnNextMessage" | "Keep";
export type AgentRole = "Agent" | "Expert" | "Admin" | "Supervisor";
export type TranslationState = "Pending" | "Done" | "Failed" | "Unavailable" | "Edited";
export type DeliveryState = "Queued" | "Retrying" | "Delivered" | "Failed";
export type SlaClockKind = "FirstResponse" | "NextResponse" | "Resolution" | "Marketplace";
export type SlaClockState = "Running" | "Paused" | "Met" | "Missed" | "Dropped";
export type SlaSignalKind = "PercentWarning" | "TimeWarning" | "Breach";
export type ReasonCode =
  | "BestScore"
  | "PreviousAgent"
  | "LongestIdle"
  | "BelowFairShare"
  | "LowerScore"
  | "LessIdle"
  | "PreviousAgentPreferred"
  | "AboveFairShare"
  | "NotOnline"
  | "OutOfShift"
  | "OtherStore"
  | "AtCapacity"
  | "MissingSkill"
  | "SkillTooLow"
  | "LanguageStepNotReached"
  | "PassedOffer"
  | "HeldForEarlier"
  | "ShiftEnding"
  | "OtherTier"
  | "ExpertNeeded"
  | "Draining";

/** Stable codes of refusals, as `Outcome.refused` and as a problem's `code`. */
export const REFUSALS = {
  NotFound: "not_found",
  Invalid: "invalid",
  Empty: "empty_text",
  TooLong: "text_too_long",
  Stale: "newer_reply",
  Closed: "conversation_closed",
  AlreadyAssigned: "already_assigned",
  OverCapacity: "over_capacity",
  NotEligible: "agent_not_eligible",
  WrongState: "wrong_state",
  Conflict: "conflict",
  SameKeyOtherBody: "idempotency_key_reused",
  InProgress: "in_progress",
} as const;

/** What a buyer may want, in the order in which it is shown. */
export const SCENARIOS = [
  "where-is-my-order",
  "delivery-delayed",
  "delivered-not-received",
  "damaged",
  "wrong-item",
  "not-as-described",
  "wrong-size",
  "return-request",
  "refund-status",
  "change-order",
  "address-change",
  "product-question",
  "stock-question",
  "invoice-tax",
  "customs",
  "payment-problem",
  "discount-request",
  "wholesale",
  "complaint",
  "praise",
  "other",
] as const;

export const SIGN_IN_REFUSALS = { BadCredentials: "bad_credentials", Locked: "locked" } as const;

// ---- agents, assignment ------------------------------------------------------------------------------------------

export interface Me {
  id: AgentId;
  name: string;
  email: string;
  role: AgentRole;
  language: string;
  stores: string[];
}

export interface AgentLanguage {
  code: string;
  proficiency: Proficiency;
}

export interface SkillLevel {
  skill: string;
  level: number;
}

/** Minutes since local midnight; the end is exclusive. */
export interface DayWindow {
  isoDay: number;
  fromMinute: number;
  toMinute: number;
}

export interface BusinessCalendar {
  zone: string;
  windows: DayWindow[];
  holidays: LocalDate[];
  holidayCountries: string[] | null;
  openOn: LocalDate[] | null;
}

export interface AgentProfile {
  id: AgentId;
  name: string;
  role: AgentRole;
  capacity: number;
  languages: AgentLanguage[];
  skills: SkillLevel[];
  teams: string[];
  stores: string[];
  shift: BusinessCalendar | null;
  tiers: CustomerTier[] | null;
  shiftDays?: ShiftDay[] | null;
}

/** Hours of one date in place of the weekly pattern's. */
export interface ShiftDay {
  date: LocalDate;
  fromMinute: number;
  toMinute: number;
}

export interface AgentView {
  id: AgentId;
  profile: AgentProfile;
  presence: Presence;
  reason: string | null;
  load: number;
  conversations: number;
  idleSince: Instant | null;
  version: number;
  offers: Offer[] | null;
  draining: boolean;
  onShift: boolean;
  shiftChanges?: Instant | null;
}

export interface Reason {
  code: ReasonCode;
  subject: string | null;
  value: number | null;
  limit: number | null;
}

/** Each part in thousandths; the score is their product. */
export interface ScoreParts {
  language: number;
  skill: number;
  spare: number;
  idle: number;
  score: number;
}

export interface Candidate {
  agent: AgentId;
  name: string;
  parts: ScoreParts | null;
  reasons: Reason[];
}

export interface Decision {
  conversation: ConversationId;
  agent: AgentId | null;
  step: number;
  at: Instant;
  candidates: Candidate[];
  lookAgainAt: Instant | null;
  notListed: number;
}

/** A conversation that an agent is asked to accept until then. */
export interface Offer {
  conversation: ConversationId;
  team: string;
  store: string;
  language: string | null;
  at: Instant;
  until: Instant;
  step: number;
  parts: ScoreParts | null;
  reasons: Reason[];
}

export interface QueueLine {
  conversation: ConversationId;
  store: string;
  language: string;
  waitingSince: Instant;
  dueAt: Instant | null;
  why: Decision | null;
  skills?: SkillLevel[] | null;
  weight: number;
  expertOnly: boolean;
}

/** All that wait with one language and one skill. */
export interface WaitingGroup {
  store: string;
  language: string;
  skill: string | null;
  count: number;
  oldest: Instant;
  nextDue: Instant | null;
}

export interface QueueView {
  team: string;
  waiting: QueueLine[];
  count: number;
  agentsOnline: number;
  groups?: WaitingGroup[] | null;
  rules?: TeamRules | null;
}

export interface RelaxationStep {
  after: TimeSpan;
  leastProficiency: Proficiency;
  skillSlack: number;
}

export interface RelaxationSteps {
  steps: RelaxationStep[];
  translationForAll: boolean;
}

export interface ScenarioSkill {
  scenario: string;
  skill: string;
  level: number;
  required: boolean;
}

/** How a team hands out its work. */
export interface TeamRules {
  steps: RelaxationSteps;
  offerFor: TimeSpan | null;
  unitTime: TimeSpan;
  atRisk: TimeSpan;
  offline: OfflinePolicy;
  awayAfter: TimeSpan | null;
  fairWithin: number | null;
  skills: ScenarioSkill[] | null;
}

// ---- customers ---------------------------------------------------------------------------------------------------

export interface ChannelIdentity {
  channel: string;
  identity: string;
}

export interface CustomerView {
  id: CustomerId;
  store: string;
  name: string;
  language: string | null;
  country: string | null;
  tier: CustomerTier;
  identities: ChannelIdentity[];
  conversation: ConversationId | null;
  createdAt: Instant;
}

// ---- the conversation's log --------------------------------------------------------------------------------------

export interface ConversationOpened {
  kind: "opened";
  store: string;
  customer: CustomerId;
  channel: string;
  identity: string;
  customerName: string;
  team: string;
  priority: Priority;
  country: string | null;
  tier: CustomerTier;
  terms: string | null;
}

export interface MessageReceived {
  kind: "received";
  message: MessageId;
  channel: string;
  externalId: string;
  identity: string;
  text: string;
  language: string;
  confidence: number;
  sentAt: Instant | null;
  scenario?: string | null;
  scenarioConfidence?: number | null;
}

export interface ReplyWritten {
  kind: "reply";
  message: MessageId;
  agent: AgentId;
  agentName: string;
  text: string;
  language: string;
  target: string;
  channel: string;
  identity: string;
}

export interface ReplyDispatched {
  kind: "dispatched";
  message: MessageId;
  text: string;
  language: string;
  agentName: string;
}

export interface NoteAdded {
  kind: "note";
  message: MessageId;
  agent: AgentId;
  agentName: string;
  text: string;
  language?: string | null;
}

/** An agent reads along; what is written is translated for them too. */
export interface ReaderJoined {
  kind: "reader";
  agent: AgentId;
  agentName: string;
  language: string;
  reads: string[];
}

export interface TranslationChanged {
  kind: "translation";
  message: MessageId;
  target: string;
  state: TranslationState;
  text: string | null;
  provider: string | null;
  reason: string | null;
  confidence?: number | null;
  milliseconds?: number | null;
  by?: AgentId | null;
}

export interface DeliveryChanged {
  kind: "delivery";
  message: MessageId;
  state: DeliveryState;
  attempt: number;
  reason: string | null;
}

export interface Queued {
  kind: "queued";
  team: string;
  reason: string;
  previousAgent: AgentId | null;
  by: AgentId | null;
}

export interface Assigned {
  kind: "assigned";
  agent: AgentId;
  agentName: string;
  agentLanguage: string;
  by: AgentId | null;
  why: Decision | null;
  agentReads: string[];
  over?: Overload | null;
}

/** The units that a manual assignment took an agent to, beyond the capacity. */
export interface Overload {
  load: number;
  capacity: number;
}

/** Whoever has it went offline and keeps it until the customer writes again. */
export interface HolderLeft {
  kind: "left";
  agent: AgentId;
  agentName: string;
}

/** What whoever comes next should know, when an agent's shift ends. */
export interface HandedOver {
  kind: "handed-over";
  agent: AgentId;
  agentName: string;
  scenario: string | null;
  messages: number;
  unanswered: number;
  waitingSince: Instant | null;
  lastInbound: MessageId | null;
  lastReply: MessageId | null;
}

export interface StatusChanged {
  kind: "status";
  status: ConversationStatus;
  by: AgentId | null;
}

export interface PriorityChanged {
  kind: "priority";
  priority: Priority;
  by: AgentId | null;
}

export interface SlaSignalled {
  kind: "sla";
  clock: SlaClockKind;
  signal: SlaSignalKind;
  dueAt: Instant;
}

/** What the buyer wants, read off the translation of a message. */
export interface ScenarioDetected {
  kind: "scenario";
  message: MessageId;
  scenario: string;
  confidence: number;
}

/** What the buyer wants, as an agent knows it. */
export interface ScenarioTaught {
  kind: "taught";
  sequence: number;
  scenario: string;
  by: AgentId;
  template: string | null;
  edited: boolean;
}

export interface OfferPassed {
  kind: "passed";
  agent: AgentId;
  agentName: string;
  lapsed: boolean;
}

export interface TermsChanged {
  kind: "terms";
  terms: string;
}

export interface TierChanged {
  kind: "tier";
  tier: CustomerTier;
}

export interface Escalated {
  kind: "escalated";
  clock: SlaClockKind;
  signal: SlaSignalKind;
  agent: boolean;
  team: boolean;
  supervisors: boolean;
}

export interface Snoozed {
  kind: "snoozed";
  until: Instant;
  by: AgentId;
}

export interface SnoozeEnded {
  kind: "snooze-ended";
}

export type ConversationEvent =
  | ConversationOpened
  | MessageReceived
  | ReplyWritten
  | ReplyDispatched
  | NoteAdded
  | TranslationChanged
  | DeliveryChanged
  | Queued
  | Assigned
  | StatusChanged
  | PriorityChanged
  | SlaSignalled
  | OfferPassed
  | TermsChanged
  | TierChanged
  | Escalated
  | Snoozed
  | SnoozeEnded
  | ReaderJoined
  | ScenarioDetected
  | ScenarioTaught
  | HolderLeft
  | HandedOver;

/** Sequences start at 1 and have no gaps. */
export interface LoggedEvent {
  sequence: number;
  at: Instant;
  event: ConversationEvent;
}

// ---- views -------------------------------------------------------------------------------------------------------

export interface ClockView {
  clock: SlaClockKind;
  state: SlaClockState;
  dueAt: Instant | null;
  startedAt: Instant;
  breached: boolean;
  quarterLeftAt: Instant | null;
}

/** Replaces a row with a lower version. */
export interface ConversationRow {
  id: ConversationId;
  version: number;
  store: string;
  channel: string;
  customer: CustomerId;
  customerName: string;
  language: string;
  country: string | null;
  tier: CustomerTier;
  team: string;
  assignee: AgentId | null;
  assigneeName: string | null;
  status: ConversationStatus;
  priority: Priority;
  preview: string;
  previewInbound: boolean;
  createdAt: Instant;
  lastMessageAt: Instant;
  waitingSince: Instant | null;
  dueAt: Instant | null;
  dueClock: SlaClockKind | null;
  breached: boolean;
  messages: number;
  clocks: ClockView[];
  snoozedUntil: Instant | null;
  previousAgent: AgentId | null;
  expertOnly: boolean;
  scenario?: string | null;
}

export interface ConversationView {
  row: ConversationRow;
  clocks: ClockView[];
  scenario: string | null;
  scenarioConfidence: number | null;
}

export interface ConversationPage {
  data: ConversationRow[];
  hasMore: boolean;
  nextCursor: ConversationId | null;
}

export interface StoreSummary {
  id: string;
  name: string;
  language: string;
  team: string;
  channels: string[];
}

export interface ConsoleSnapshot {
  serverTime: Instant;
  me: Me;
  stores: StoreSummary[];
  agents: AgentView[];
  queues: QueueView[];
  rows: ConversationRow[];
}

export interface ConversationEvents {
  conversation: ConversationId;
  events: LoggedEvent[];
}

export interface ConversationDetail {
  conversation: ConversationView;
  customer: CustomerView | null;
  history: ConversationRow[];
  events: LoggedEvent[];
  hasMore: boolean;
  tone: string | null;
}

/** A glossary term that a text has, and what stands for it in the translation. */
export interface AppliedTerm {
  source: string;
  target: string;
}

export interface EscalationNotice {
  conversation: ConversationId;
  sequence: number;
  customerName: string;
  clock: SlaClockKind;
  signal: SlaSignalKind;
  agent: AgentId | null;
  team: string | null;
  supervisors: boolean;
}

export interface TranslationPreview {
  text: string | null;
  provider: string | null;
  reason: string | null;
  language?: string | null;
  tone?: string | null;
  confidence?: number | null;
  terms?: AppliedTerm[] | null;
}

// ---- orders, suggestions -----------------------------------------------------------------------------------------

export type OrderStatus = "Placed" | "Paid" | "Shipped" | "Delivered" | "Cancelled" | "Returned";

export interface OrderItem {
  sku: string;
  name: string;
  quantity: number;
}

export interface Order {
  id: string;
  store: string;
  status: OrderStatus;
  placedAt: Instant;
  items: OrderItem[];
  total: number;
  currency: string;
  buyer: string | null;
  carrier: string | null;
  tracking: string | null;
  link: string | null;
  expectedAt: LocalDate | null;
  recipient: Recipient | null;
}

export interface Recipient {
  name: string | null;
  street: string | null;
  city: string | null;
  postcode: string | null;
  country: string | null;
  phone: string | null;
  email: string | null;
}

/** `sent` is what the buyer will read; null when nobody could translate it. */
export interface Suggestion {
  template: string;
  text: string;
  language: string;
  sent: string | null;
  sentLanguage: string;
  provider: string | null;
}

export interface SuggestionsView {
  scenario: string;
  orders: Order[];
  replies: Suggestion[];
}

export interface ReplyTemplate {
  id: string;
  scenario: string;
  texts: Record<string, string>;
}

export interface ScenarioAccuracy {
  language: string;
  messages: number;
  accuracy: number;
  rejected: number;
}

export interface ScenarioModelView {
  version: number;
  learnedUntil: Instant | null;
  examples: number;
  taught: number;
  accuracy: number;
  rejected: number;
  languages: ScenarioAccuracy[];
}

// ---- commands ----------------------------------------------------------------------------------------------------

/** What the buyer gets, as the agent saw or wrote it. */
export interface SentWords {
  text: string;
  language: string;
  provider: string | null;
  edited: boolean;
}

/** The suggestion that a reply was made of. */
export interface UsedTemplate {
  id: string;
  scenario: string;
  edited: boolean;
}

export interface ReplyDraft {
  conversation: ConversationId;
  message: MessageId;
  text: string;
  seenSequence: number;
  asWritten: boolean;
  sent: SentWords | null;
  template: UsedTemplate | null;
}

export interface NoteDraft {
  conversation: ConversationId;
  message: MessageId;
  text: string;
}

export interface TransferDraft {
  conversation: ConversationId;
  message: MessageId;
  team: string | null;
  escalate: boolean;
  note: string | null;
  to: AgentId | null;
  over: boolean;
}

export interface Outcome {
  refused: string | null;
  detail: string | null;
  sequence: number;
  ok: boolean;
}

/** What the console calls. */
export interface ConsoleHub {
  Hello(): Promise<ConsoleSnapshot>;
  Open(conversation: ConversationId, after: number): Promise<ConversationDetail | null>;
  Close(conversation: ConversationId): Promise<void>;
  List(view: InboxView, startingAfter: ConversationId | null): Promise<ConversationPage>;
  Reply(draft: ReplyDraft): Promise<Outcome>;
  Note(draft: NoteDraft): Promise<Outcome>;
  SetStatus(conversation: ConversationId, status: ConversationStatus): Promise<Outcome>;
  Snooze(conversation: ConversationId, until: Instant): Promise<Outcome>;
  SetPriority(conversation: ConversationId, priority: Priority): Promise<Outcome>;
  Assign(conversation: ConversationId, agent: AgentId): Promise<Outcome>;
  Transfer(draft: TransferDraft): Promise<Outcome>;
  RetryTranslation(conversation: ConversationId, message: MessageId, target: string): Promise<Outcome>;
  Preview(conversation: ConversationId, text: string): Promise<TranslationPreview>;
  BackTranslate(conversation: ConversationId, text: string): Promise<TranslationPreview>;
  CorrectTranslation(conversation: ConversationId, message: MessageId, text: string): Promise<Outcome>;
  SetPresence(presence: Presence, reason: string | null): Promise<Outcome>;
  Active(): Promise<void>;
  Drain(agent: AgentId, on: boolean): Promise<Outcome>;
  Suggestions(conversation: ConversationId): Promise<SuggestionsView | null>;
  SetScenario(conversation: ConversationId, scenario: string): Promise<Outcome>;
  AnswerOffer(conversation: ConversationId, accept: boolean): Promise<Outcome>;
  Why(conversation: ConversationId): Promise<Decision | null>;
}

/** What the server pushes. */
export interface ConsoleClient {
  Row(row: ConversationRow): void;
  Events(events: ConversationEvents): void;
  Agent(agent: AgentView): void;
  Queue(queue: QueueView): void;
  Escalation(notice: EscalationNotice): void;
  Behind(): void;
  Leaving(): void;
}

export const CLIENT_METHODS = ["Row", "Events", "Agent", "Queue", "Escalation", "Behind", "Leaving"] as const satisfies readonly (keyof ConsoleClient)[];

// ---- service levels (REST) ---------------------------------------------------------------------------------------

/** `04:00:00`, with days before a point: `1.16:00:00`. */
export type TimeSpan = string;

export interface SlaTargets {
  firstResponse: TimeSpan | null;
  nextResponse: TimeSpan | null;
  resolution: TimeSpan | null;
}

export interface SlaPolicy {
  id: string;
  name: string;
  tiers: CustomerTier[];
  channels: string[];
  low: SlaTargets;
  normal: SlaTargets;
  high: SlaTargets;
  urgent: SlaTargets;
  warnings: { percent: number | null; before: TimeSpan | null };
  scenarios: string[] | null;
  priorities: Priority[] | null;
  calendar: string | null;
}

export interface NamedCalendar {
  id: string;
  name: string;
  hours: BusinessCalendar;
}

export interface EscalationRule {
  on: SlaSignalKind;
  clocks: SlaClockKind[] | null;
  agent: boolean;
  team: boolean;
  supervisors: boolean;
  raiseTo: Priority | null;
  moveTo: string | null;
}

/** `GET` and `PUT /api/v1/stores/{store}/sla`. */
export interface SlaSettings {
  calendar: BusinessCalendar;
  policy: SlaPolicy;
  calendars: NamedCalendar[];
  policies: SlaPolicy[];
  escalations: EscalationRule[];
}

/** `POST /api/v1/stores/{store}/sla/preview`. */
export interface SlaQuestion {
  channel: string;
  tier: CustomerTier;
  priority: Priority;
  scenario: string | null;
  at: Instant | null;
  settings: SlaSettings;
}

export interface SlaPreview {
  problem: string | null;
  at: Instant;
  policy: string | null;
  zone: string;
  open: boolean;
  clocks: { kind: SlaClockKind; target: TimeSpan; dueAt: Instant | null }[];
}

/** `GET /api/v1/sla/holidays`. */
export interface CountryHolidays {
  country: string;
  days: { date: LocalDate; name: string }[];
}

/** `GET /api/v1/stores/{store}/account-health`. */
export interface AccountHealth {
  store: string;
  channel: string;
  rule: { marketplace: string; id: string; from: LocalDate; until: LocalDate | null; hours: number; weekdays: boolean; share: number | null; source: string };
  shares: { days: number; inTime: number; late: number }[];
  next: { conversation: ConversationId; startedAt: Instant; dueAt: Instant }[];
}

// ---- shifts (REST) -----------------------------------------------------------------------------------------------

/** `POST /api/v1/shifts/preview`. */
export interface ShiftPreview {
  problem: string | null;
  stretches: { from: Instant; to: Instant }[];
}

/** `GET /api/v1/teams/{team}/cover`: for each hour of seven days how many are on shift at its emptiest moment. */
export interface TeamCover {
  zone: string;
  from: LocalDate;
  languages: { language: string; agents: number[] }[];
  unplanned: number;
}
