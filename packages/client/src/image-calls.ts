import type {
  DirectImageResult,
  EndpointBody,
  EndpointReply,
  GalleryImage,
  GalleryView,
  ImageJobInput,
  ImageJobView,
  ImageKind,
  ImagePatch,
  LineageView,
  SimilarView,
} from '@atelier/contracts';
import { callEndpoint, type Connection } from './call.js';
import { given, type CallOptions, type ChatOptions, type WaitingOptions } from './call-options.js';

/** Many pictures are large files. */
const exportTimeoutMs = 130_000;
/** How long the server waits for pictures where it is not told, in seconds. */
const usualWaitS = 60;
/** For sending and reading pictures, besides waiting for them, in seconds. */
const transferS = 60;

/** Which pictures are listed; `cursor` is `next_cursor` of the page before. */
export interface GalleryPage {
  /** Words of the prompt. */
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly favourite?: boolean | undefined;
  readonly kind?: ImageKind | undefined;
  readonly conversation_id?: string | undefined;
  /** Made at this time or later, and before that one (ISO 8601). */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** The part of the client that has pictures drawn, and keeps what was drawn. */
export interface ImageCalls {
  /** Accepts a job; see `waitForImageJob`. */
  createImageJob(body: ImageJobInput, options?: ChatOptions): Promise<ImageJobView>;
  /** Finished pictures with their bytes (it has `job_id`), or the job when they take longer. */
  generateImage(
    body: EndpointBody<'generateImage'>,
    options?: WaitingOptions,
  ): Promise<DirectImageResult | ImageJobView>;
  /** The same of a picture that is changed. */
  editImage(
    body: EndpointBody<'editImage'>,
    options?: WaitingOptions,
  ): Promise<DirectImageResult | ImageJobView>;
  /** Draws a picture of the gallery again. */
  redrawImage(id: string, options?: ChatOptions): Promise<ImageJobView>;
  images(page?: GalleryPage, options?: CallOptions): Promise<GalleryView>;
  imageDetails(id: string, options?: CallOptions): Promise<GalleryImage>;
  /** Tags it, or marks it as a favourite. */
  changeImage(id: string, change: ImagePatch, options?: CallOptions): Promise<GalleryImage>;
  deleteImage(id: string, options?: CallOptions): Promise<void>;
  /** Deletes those of these that are yours, and says which. */
  deleteImages(
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<EndpointReply<'deleteImages'>>;
  /** The bytes of a zip with pictures and their recipes. */
  exportImages(ids: readonly string[], options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** The bytes of a small WebP. */
  thumbnail(id: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Pictures that differ from it in so many of 64 bits at most. */
  similarImages(
    id: string,
    how?: { readonly distance?: number | undefined; readonly limit?: number | undefined },
    options?: CallOptions,
  ): Promise<SimilarView>;
  imageLineage(id: string, options?: CallOptions): Promise<LineageView>;
  /** An address that needs no key, for so many seconds. */
  linkImage(
    id: string,
    body?: EndpointBody<'linkImage'>,
    options?: CallOptions,
  ): Promise<EndpointReply<'linkImage'>>;
}

export function imageCalls(connection: Connection): ImageCalls {
  const plain = { params: undefined, body: undefined };
  const byId = (id: string) => ({ ...plain, params: { id } });
  const waiting = (options?: WaitingOptions) =>
    given(options, ((options?.waitSeconds ?? usualWaitS) + transferS) * 1_000);
  return {
    createImageJob: (body, options) =>
      callEndpoint(connection, 'createImageJob', { ...plain, body, ...given(options) }),
    generateImage: (body, options) =>
      callEndpoint(connection, 'generateImage', { ...plain, body, ...waiting(options) }),
    editImage: (body, options) =>
      callEndpoint(connection, 'editImage', { ...plain, body, ...waiting(options) }),
    redrawImage: (id, options) =>
      callEndpoint(connection, 'redrawImage', { ...byId(id), ...given(options) }),
    images: (page, options) =>
      callEndpoint(connection, 'listImages', { ...plain, query: { ...page }, ...given(options) }),
    imageDetails: (id, options) =>
      callEndpoint(connection, 'getImageDetails', { ...byId(id), ...given(options) }),
    changeImage: (id, body, options) =>
      callEndpoint(connection, 'changeImage', { ...byId(id), body, ...given(options) }),
    deleteImage: async (id, options) => {
      await callEndpoint(connection, 'deleteImage', { ...byId(id), ...given(options) });
    },
    deleteImages: (ids, options) => {
      const body = { ids: [...ids] };
      return callEndpoint(connection, 'deleteImages', { ...plain, body, ...given(options) });
    },
    exportImages: async (ids, options) => {
      const input = { ...plain, body: { ids: [...ids] }, ...given(options, exportTimeoutMs) };
      return (await callEndpoint(connection, 'exportImages', input)) as Uint8Array<ArrayBuffer>;
    },
    thumbnail: async (id, options) => {
      const input = { ...byId(id), ...given(options) };
      return (await callEndpoint(connection, 'getThumbnail', input)) as Uint8Array<ArrayBuffer>;
    },
    similarImages: (id, how, options) =>
      callEndpoint(connection, 'similarImages', {
        ...byId(id),
        query: { ...how },
        ...given(options),
      }),
    imageLineage: (id, options) =>
      callEndpoint(connection, 'imageLineage', { ...byId(id), ...given(options) }),
    linkImage: (id, body = {}, options) =>
      callEndpoint(connection, 'linkImage', { ...byId(id), body, ...given(options) }),
  };
}
