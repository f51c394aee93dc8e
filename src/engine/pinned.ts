/**
 * The one release every number here comes from. Part of each model's identity; the layouts in
 * llama/native/layouts.generated.ts belong to it. The build compares both with the installed package.
 */
export const PINNED = { nodeLlamaCpp: "3.22.1", llamaCpp: "v0.5.0" } as const;

/** Raised whenever our own code would answer the same question otherwise: offsets, reduction, sampling, batching. */
export const ANSWERS = 2;
