export { createBlockSplitter, type BlockSplitter, type SplitPart } from './block/block-splitter.js';
export {
  parseImagePrompt,
  type ImagePromptDefaults,
  type ImagePromptOptions,
  type ParsedImagePrompt,
} from './block/parse-image-prompt.js';
export { readRequest, type ImageRequest } from './request/read-request.js';
export {
  settlePicture,
  type AnswerToSettle,
  type EarlierTurn,
  type SettledPicture,
  type SettleOptions,
} from './settle/settle-picture.js';
export { beyondVocabulary, fitVocabulary } from './settle/fit-vocabulary.js';
export { systemPrompt } from './system-prompt.js';
