/** What goes with a request besides what is asked. */
export interface LlmCall {
  readonly requestId: string;
  /** The span that it belongs to, where requests are traced. */
  readonly traceparent?: string | undefined;
  readonly signal: AbortSignal;
  /** Whose turn it is: the llm-worker serves users in turn. All who name none are one. */
  readonly user?: string;
  /** Requests of one key, of a conversation for instance, go to one worker where they can. */
  readonly stickyKey?: string;
}
