/** Types of webchat.js. Every object may hold more members than are named here. */

export type State = "online" | "fallback" | "offline";

export interface User {
  id: number;
  username: string;
  display_name: string;
  about: string;
  avatar_url: string | null;
  is_bot: boolean;
  presence: "online" | "away" | "offline";
  last_seen_at: string | null;
  created_at: string;
}

export interface Sender {
  id: number;
  username: string;
  display_name: string;
  avatar_url: string | null;
  is_bot: boolean;
}

export interface Media {
  id: number;
  kind: "image" | "audio" | "video" | "file";
  filename: string;
  content_type: string;
  size: number;
  width: number | null;
  height: number | null;
  /** In seconds. */
  duration: number | null;
  /** Of a document. */
  pages: number | null;
  url: string;
  thumbnail_url: string | null;
  /** The long sides, in pixels, in which there is one: `thumbnail_url` with `?size=`. */
  thumbnails: number[];
  placeholder: string;
  animated: boolean;
  /** From 0 to 100. */
  waveform: number[];
  sha256: string;
}

export interface Reaction {
  emoji: string;
  count: number;
  user_ids: number[];
}

export type MessageKind =
  | "text"
  | "image"
  | "video"
  | "audio"
  | "file"
  | "voice"
  | "gif"
  | "location"
  | "contact"
  | "sticker"
  | "poll"
  | "call"
  | "system";

export interface Message {
  id: number;
  conversation_id: number;
  seq: number;
  version: number;
  client_id: string;
  sender: Sender;
  kind: MessageKind;
  body: string;
  /** The server's own and clean: it may be shown as it is. */
  html: string;
  reply_to: { id: number; seq: number; sender: Sender; kind: MessageKind; snippet: string; deleted: boolean } | null;
  media: Media[];
  payload: Record<string, unknown>;
  reactions: Reaction[];
  mentions: number[];
  mentions_all: boolean;
  link_preview: Record<string, unknown> | null;
  is_delivered: boolean;
  is_read: boolean;
  edited_at: string | null;
  deleted_at: string | null;
  pinned_at: string | null;
  /** Who played this voice message, the first hundred. */
  heard_by: number[];
  /** When it disappears for everyone; a later `deleted_at` says that it has: show nothing in its place. */
  expires_at: string | null;
  created_at: string;
}

export interface ConversationChanges {
  pinned?: boolean;
  archived?: boolean;
  hidden?: boolean;
  notify?: "all" | "mentions" | "none";
  muted_until?: string | null;
  disappear_seconds?: 0 | 86400 | 604800 | 7776000;
}

/** What all members see alike, as `conversation.updated` of everyone brings it. */
export interface Group {
  id: number;
  kind: "direct" | "group";
  title: string;
  description: string;
  avatar_url: string | null;
  external_key: string | null;
  last_seq: number;
  last_message: Message | null;
  members_count: number;
  who_can_write: "all" | "admins";
  who_can_add: "all" | "admins";
  is_public: boolean;
  /** How long plain members wait between two messages. */
  slow_seconds: number;
  /** How long what is sent from now on stays, in seconds; 0: for good. */
  disappear_seconds: number;
  /** My notes to myself: a direct one without a peer. */
  is_notes: boolean;
  created_at: string;
}

export interface Conversation extends Group {
  /** The other one of a direct conversation. */
  peer: User | null;
  unread_count: number;
  mention_count: number;
  read_seq: number;
  delivered_seq: number;
  /** Marked unread from this `seq` on. */
  unread_mark: number | null;
  /** Until when `notify` holds; null: for good. */
  muted_until: string | null;
  notify: "all" | "mentions" | "none";
  pinned: boolean;
  archived: boolean;
  /** Not listed until something new is said. */
  hidden: boolean;
  /** I shut the other one out. */
  blocked: boolean;
  role: Member["role"];
}

export interface Member {
  user: User;
  role: "owner" | "admin" | "member";
  joined_at: string;
  read_seq: number;
  delivered_seq: number;
  /** The group's, after the change that this speaks of. */
  members_count: number;
}

export interface ReactionChange {
  message_id: number;
  conversation_id: number;
  seq: number;
  emoji: string;
  user_id: number;
  version: number;
  /** What the message has now. */
  reactions: Reaction[];
}

export interface Heard {
  message_id: number;
  conversation_id: number;
  seq: number;
  user_id: number;
  version: number;
  heard_by: number[];
}

export interface Star {
  message_id: number;
  conversation_id: number;
  starred: boolean;
}

export interface Block {
  user: User;
  blocked_at: string | null;
}

export type CallKind = "audio" | "video";
export type CallVerb =
  | "ringing"
  | "accept"
  | "answer"
  | "connected"
  | "reconnecting"
  | "decline"
  | "reject"
  | "ignore"
  | "busy"
  | "cancel"
  | "hangup"
  | "end";

export interface CallParticipant {
  user_id: number;
  display_name: string;
  avatar_url: string | null;
  state:
    | "calling"
    | "ringing"
    | "waiting"
    | "connecting"
    | "active"
    | "reconnecting"
    | "declined"
    | "busy"
    | "missed"
    | "failed"
    | "left";
  joined_at: string | null;
  left_at: string | null;
}

export interface Call {
  id: number;
  conversation_id: number;
  message_id: number | null;
  version: number;
  kind: CallKind;
  media: "mesh" | "livekit";
  state: "calling" | "ringing" | "connecting" | "active" | "reconnecting" | "ended";
  initiator_id: number;
  participants: CallParticipant[];
  started_at: string;
  ring_until: string;
  answered_at: string | null;
  connected_at: string | null;
  ended_at: string | null;
  end_reason: "declined" | "busy" | "cancelled" | "missed" | "completed" | "failed" | "left" | null;
  /** In seconds, of one that was talked in. */
  duration: number | null;
}

/** A call with what is my own, which answers have and events have not. */
export interface MyCall extends Call {
  my_state: CallParticipant["state"] | null;
  my_device_id: string | null;
  answered_elsewhere: boolean;
}

/** What each type of event brings as `data`. */
export interface EventData {
  "message.created": Message;
  "message.updated": Message;
  "message.deleted": Message;
  "reaction.added": ReactionChange;
  "reaction.removed": ReactionChange;
  "voice.heard": Heard;
  "star.added": Star;
  "star.removed": Star;
  "conversation.created": Conversation;
  /** A Conversation where `conversation_id` of the event is null: it changed for me alone. */
  "conversation.updated": Group | Conversation;
  "conversation.removed": { conversation_id: number; reason: "left" | "removed" | "deleted" };
  "member.added": Member;
  "member.updated": Member;
  "member.removed": Member;
  "user.updated": User;
  "block.added": Block;
  "block.removed": Block;
  "privacy.updated": { receipts: boolean; presence: boolean };
  "call.updated": Call;
  /** `device_id` says for which of my devices it is. */
  "call.signal": { call_id: number; from_user_id: number; device_id: string; data: Record<string, unknown> };
  "calls.seen": { missed_count: number };
  typing: { user_id: number; display_name: string; active: boolean };
  presence: { user_id: number; presence: User["presence"]; last_seen_at: string | null };
  "receipt.updated":
    | { user_id: number; delivered_seq: number; read_seq: number }
    | { delivered_to_all_seq: number; read_by_all_seq: number };
}

export interface ChatEvent<Type extends string = string, Data = unknown> {
  /** null for what is not kept in the log, like `cursor`. */
  id: number | null;
  cursor: string | null;
  type: Type;
  conversation_id: number | null;
  actor_id: number | null;
  created_at: string;
  data: Data;
}

/** What the client itself tells. */
export interface OwnEvents {
  /** `chat.state` changed. */
  state: { type: "state"; data: { state: State } };
  /** Too much was missed, or too long ago: drop what you hold and read afresh. */
  reset: { type: "reset"; cursor: string };
  /** The token is refused; the client has stopped. */
  unauthorized: { type: "unauthorized" };
}

export interface Outgoing {
  conversation_id?: number;
  recipient_id?: number;
  group_id?: number;
  body?: string;
  kind?: Exclude<MessageKind, "call" | "system">;
  reply_to_id?: number;
  media_ids?: number[];
  payload?: Record<string, unknown>;
  /** A UUID; made where you give none. */
  client_id?: string;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface MessagePage {
  items: Message[];
  has_older: boolean;
  has_newer: boolean;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export class WebChatError extends Error {
  /** Of the HTTP answer; 0 where none came, and for what the WebSocket refused. */
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly retryable: boolean;
  /** In seconds. */
  readonly retryAfter: number | null;
}

export interface Options {
  /** Where the server is, as `https://chat.example.org`. */
  url: string;
  /** The token, or what gives a fresh one; it is asked again when the old one is not accepted any more. */
  token: string | (() => string | Promise<string>);
  /** A `cursor` of before: what came after it is told first. */
  since?: string | null;
  /** Seconds after which the WebSocket is tried again while in fallback (10); doubled each time, up to five minutes. */
  websocketRetry?: number;
  /** What my device is called in calls; kept (in sessionStorage), a page finds its call again after a reload. */
  deviceId?: string;
}

export class WebChatClient {
  constructor(options: Options);
  readonly state: State;
  readonly cursor: string | null;
  readonly deviceId: string;
  /** Who I am; null until connected. */
  readonly user: User | null;

  on<Type extends keyof EventData>(type: Type, listener: (event: ChatEvent<Type, EventData[Type]>) => void): () => void;
  on<Type extends keyof OwnEvents>(type: Type, listener: (event: OwnEvents[Type]) => void): () => void;
  on(type: string, listener: (event: ChatEvent) => void): () => void;

  /** Goes live and stays so. Fails only where the token is refused, or by `close`. */
  connect(): Promise<User>;
  close(): void;

  /** Waits for the server as long as it takes; fails where it refuses. */
  send(message: Outgoing): Promise<Message>;
  edit(message_id: number, body: string): Promise<Message>;
  remove(message_id: number): Promise<Message>;
  react(message_id: number, emoji: string, given?: boolean): Promise<unknown>;
  markRead(message: Pick<Message, "id" | "conversation_id" | "seq">): Promise<void>;
  typing(conversation_id: number, active?: boolean): Promise<void>;

  /** Calls now or fails; gives the call that is going on there, and accepts it where I am being rung. */
  startCall(conversation_id: number, kind?: CallKind): Promise<MyCall>;
  /** Late or twice it changes nothing. `move`, with accept: goes on here what I was doing on another device. */
  actOnCall(call_id: number, verb: CallVerb, options?: { move?: boolean }): Promise<MyCall>;
  /** At most 32 KiB, while both are in the call. */
  signal(call_id: number, to_user_id: number, data: Record<string, unknown>): Promise<unknown>;
  /** What an RTCPeerConnection for a call that I am in is made with. */
  rtcConfiguration(call_id: number): Promise<RTCConfiguration>;
  calls(query?: { missed?: boolean; cursor?: string; limit?: number }): Promise<Page<MyCall> & { missed_count: number }>;
  /** What goes on in my conversations at this moment. */
  liveCalls(): Promise<Page<MyCall>>;

  me(): Promise<User>;
  users(query?: Query): Promise<Page<User>>;
  conversations(query?: Query): Promise<Page<Conversation>>;
  conversation(id: number): Promise<Conversation>;
  changeConversation(id: number, changes: ConversationChanges): Promise<Conversation>;
  ensureConversation(room: { external_key: string; title?: string; member_ids?: number[] }): Promise<Conversation>;
  messages(
    conversation_id: number,
    query?: { before?: number; after?: number; around?: number; limit?: number },
  ): Promise<MessagePage>;
  message(id: number): Promise<Message>;
  upload(file: Blob, name?: string): Promise<Media>;
  call<Answer = unknown>(method: string, path: string, request?: { query?: Query; body?: unknown }): Promise<Answer>;
}
