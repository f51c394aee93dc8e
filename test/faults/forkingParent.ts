/**
 * Opens the model named on the command line and prints its engine's process id as soon as there is one; WHEN says until
 * when it then waits: "starting" for nothing, "loading" for a model that loads for ever, "decoding" for a long decode.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EngineChild } from "../../src/engine/client/engineChild.ts";
import { DETERMINISTIC } from "../../src/protocol/engine.ts";
import { score } from "../engine/client/questions.ts";

const [file = "", when = ""] = process.argv.slice(2);
const events = { answered() {}, decoded() {}, measured() {}, quantised() {}, downloaded() {} };
const child = new EngineChild(events);
const settings = { ...DETERMINISTIC, engine: "llama", batch: 2048 } as const;
if (when === "starting") console.log(child.processId);
const opening = child.rpc.open(file, settings, []);
if (when === "loading") {
	await child.rpc.ping();
	console.log(child.processId);
}
await opening;
void child.rpc.answer(1, [score("The same again and again. ".repeat(200))]);
await child.rpc.ping();
await sleep(200);
console.log(child.processId);
await sleep(2 ** 30);
