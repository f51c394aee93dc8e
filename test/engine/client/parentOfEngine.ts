/** Opens the model named on the command line, prints the engine's process id, and keeps it busy until killed. */
import { openEngine } from "../../../src/engine/client/openEngine.ts";
import { score } from "./questions.ts";

const model = await openEngine(process.argv[2] as string);
console.log(model.processId);
for (;;) for await (const _ of model.answer([score("The same again and again. ".repeat(40))]));
