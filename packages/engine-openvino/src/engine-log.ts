/** Where the driver tells what happens: an event name, and a sentence without any prompt in it. */
export type EngineLog = (level: 'info' | 'warn', event: string, detail: string) => void;
