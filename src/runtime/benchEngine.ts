/** What the benchmark command may do with engines beyond auditing. */
export { chooseBackend as settledBackend } from "../engine/client/chooseBackend.ts";
export { LLAMA_CPP } from "../engine/client/llamaCpp.ts";
export { runBench as benchEngine } from "../engine/client/runBench.ts";
