/**
 * The engine process: owns one model and answers questions about it, for as long as its parent lives.
 * Started by client/engineChild.ts through fork; speaks src/protocol/engine.ts over the IPC channel; prints nothing.
 */
import { createBirpc } from "birpc";
import type { EngineEvents, EngineFunctions } from "../protocol/engine.ts";
import { EngineServer } from "./process/engineServer.ts";
import { die, exitWithParent } from "./process/exitWithParent.ts";
import { preferForOom } from "./process/preferForOom.ts";

exitWithParent();
preferForOom();

const events: EngineEvents = {
	answered: (batch, answers) => void rpc.answered.asEvent(batch, answers),
	decoded: (tokens, busyMs) => void rpc.decoded.asEvent(tokens, busyMs),
	measured: (row) => void rpc.measured.asEvent(row),
	quantised: (tensors, of) => void rpc.quantised.asEvent(tensors, of),
	downloaded: (bytes, total) => void rpc.downloaded.asEvent(bytes, total),
};
const server = new EngineServer(events, die);
const rpc = createBirpc<EngineEvents, EngineFunctions>(server, {
	// A message that cannot be sent has no reader any more; `exitWithParent` sees to the rest.
	post: (message) => process.send?.(message, undefined, {}, () => {}),
	on: (receive) => process.on("message", receive),
	bind: "functions",
	timeout: -1,
});
