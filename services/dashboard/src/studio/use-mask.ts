import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CanvasRaster } from '../mask-editor/canvas-raster.js';
import type { EncodedMask } from '../mask-editor/encode-mask.js';
import type { MaskDraft } from '../mask-editor/mask-surface.js';

type Draft = MaskDraft<CanvasRaster>;

interface KeptMask {
  /** The file or the picture's id that it was painted for. */
  readonly of: File | string;
  readonly draft: Draft | undefined;
  readonly used: EncodedMask | undefined;
}

export interface Mask {
  /** What is sent; undefined until something was painted and taken. */
  readonly used: EncodedMask | undefined;
  /** What was painted, to go on with. */
  readonly draft: Draft | undefined;
  readonly keep: (draft: Draft | undefined) => void;
  readonly use: (mask: EncodedMask, draft: Draft) => void;
}

const maskKey = ['studio-mask'];

/** The mask of a picture. It outlasts a look at another view, and neither a reload nor the picture. */
export function useMask(of: File | string | undefined): Mask {
  const queries = useQueryClient();
  const { data } = useQuery<KeptMask | null>({
    queryKey: maskKey,
    queryFn: skipToken,
    gcTime: Infinity,
    structuralSharing: false,
  });
  const kept = of !== undefined && data?.of === of ? data : undefined;
  const set = (some: Partial<KeptMask>) => {
    if (of === undefined) return;
    const before = { draft: kept?.draft, used: kept?.used };
    queries.setQueryData<KeptMask>(maskKey, { of, ...before, ...some });
  };
  return {
    used: kept?.used,
    draft: kept?.draft,
    keep: (draft) => {
      set({ draft });
    },
    use: (used, draft) => {
      set({ used, draft });
    },
  };
}
