/** Names of conversations in the cache of what the server said. */
export const conversationsKey = ['conversations'] as const;
export const conversationKey = (id: string) => [...conversationsKey, 'one', id] as const;
export const messagesKey = (id: string) => ['messages', id] as const;
