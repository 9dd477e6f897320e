export { createRemoteTextEngine } from './remote-text-engine.js';
export { remoteFlavours, type RemoteFlavour } from './request/flavours.js';
export { type RemoteTextOptions, type RemoteTimeouts } from './options.js';
