/** The part of the browser's speech recognition that is used here. */
interface Recognition {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: RecognitionEvent) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

interface RecognitionEvent {
  readonly resultIndex: number;
  readonly results: ArrayLike<
    ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }
  >;
}

type RecognitionMaker = new () => Recognition;

interface SpeechWindow {
  readonly SpeechRecognition?: RecognitionMaker;
  readonly webkitSpeechRecognition?: RecognitionMaker;
}

/** What makes words of speech in this browser; undefined in one that can't. */
function recognitionOf(page: Window & SpeechWindow): RecognitionMaker | undefined {
  return page.SpeechRecognition ?? page.webkitSpeechRecognition;
}

export function canListen(): boolean {
  return recognitionOf(window) !== undefined;
}

export interface Listener {
  readonly heard: (words: string) => void;
  /** In words where it was not meant. */
  readonly ended: (trouble: string | undefined) => void;
}

/** Listens until the returned function is called, or nothing is said. */
export function listen({ heard, ended }: Listener): () => void {
  const Maker = recognitionOf(window);
  if (!Maker) return () => undefined;
  const recognition = new Maker();
  let trouble: string | undefined;
  recognition.lang = navigator.language;
  recognition.continuous = true;
  recognition.interimResults = false;
  recognition.onresult = ({ resultIndex, results }) => {
    for (const result of Array.from(results).slice(resultIndex)) {
      const words = result[0]?.transcript.trim() ?? '';
      if (result.isFinal && words !== '') heard(words);
    }
  };
  recognition.onerror = ({ error }) => {
    trouble = troubleOf(error);
  };
  recognition.onend = () => {
    ended(trouble);
  };
  recognition.start();
  return () => {
    recognition.stop();
  };
}

/** What went wrong, in words; undefined where nothing did. */
function troubleOf(error: string): string | undefined {
  switch (error) {
    case 'aborted':
    case 'no-speech':
      return undefined;
    case 'not-allowed':
    case 'service-not-allowed':
      return 'The browser does not allow the microphone here.';
    case 'audio-capture':
      return 'There is no microphone.';
    case 'network':
      return 'The browser could not reach the service that listens.';
    default:
      return 'Listening did not work.';
  }
}
