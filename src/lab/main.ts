// The door of the lab: what `palimpsest lab` and scripts may use. The lab fabricates tiny
// Llama models that have provably seen, or not seen, given documents.
//
// Importing this file starts the numerical back end (about 0.3 s): import it when it is needed.
export type { Checkpoint } from "./checkpoint.ts";
export { type ExportOptions, exportModel } from "./exportModel.ts";
export { type TensorType, tensorTypes } from "./gguf/tensorTypes.ts";
export { type LoraOptions, trainLora } from "./lora.ts";
export { type Memory, measureMemory } from "./memory.ts";
export { type ModelSizeName, modelSizes } from "./modelShape.ts";
export { labTrainer } from "./relearn.ts";
export { type TrainOptions, type TrainProgress, train } from "./train.ts";
export { type UnlearnOptions, type UnlearnProgress, unlearn } from "./unlearn.ts";
export type { UnlearnMethod } from "./unlearnDescent.ts";
