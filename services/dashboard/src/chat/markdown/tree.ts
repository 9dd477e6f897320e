/** A piece of code: words, or a group with the class of what they are. */
export type CodePiece =
  string | { readonly className: string | undefined; readonly children: readonly CodePiece[] };

/** Elements that are shown as they are. Nothing else of a text becomes an element. */
export const plainTags = [
  'p',
  'strong',
  'em',
  'del',
  'code',
  'blockquote',
  'ul',
  'ol',
  'li',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'hr',
  'br',
  'sup',
] as const;
export type PlainTag = (typeof plainTags)[number];

/** A part of a text with Markdown: words, or something with a meaning. */
export type MarkdownNode =
  | string
  | {
      readonly kind: 'plain';
      readonly tag: PlainTag;
      readonly children: readonly MarkdownNode[];
      readonly align?: 'left' | 'center' | 'right' | undefined;
      /** Where an ordered list begins. */
      readonly start?: number | undefined;
      /** A list of things to do. */
      readonly isTasks?: boolean | undefined;
    }
  | { readonly kind: 'heading' | 'group'; readonly children: readonly MarkdownNode[] }
  | {
      readonly kind: 'link';
      /** As it was written: nobody has looked at where it leads. */
      readonly address: string | undefined;
      readonly children: readonly MarkdownNode[];
    }
  | { readonly kind: 'box'; readonly isChecked: boolean }
  | {
      readonly kind: 'code-block';
      readonly code: string;
      readonly language: string | undefined;
      /** In colours, where they are known. */
      readonly pieces: readonly CodePiece[] | undefined;
    };

/** A text with Markdown, read. */
export type MarkdownTree = readonly MarkdownNode[];

/** What is to be read. */
export interface TreeQuestion {
  readonly text: string;
  /** More of it is to come, so that a code block at its end may not be whole. */
  readonly open: boolean;
}
