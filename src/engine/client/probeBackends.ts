import type { BackendReport } from "../../protocol/engine.ts";
import { inThrowAway } from "./throwAway.ts";

/** Which llama.cpp backends load on this machine, and why the others do not. */
export async function probeBackends(): Promise<readonly BackendReport[]> {
	return inThrowAway((rpc) => rpc.backends(), {
		doing: "Looking for llama.cpp's backends",
		remedy: "Install again with `npm ci`.",
	});
}
