import { PINNED } from "../pinned.ts";

/** The release of llama.cpp behind every number. */
export const LLAMA_CPP: string = PINNED.llamaCpp;
