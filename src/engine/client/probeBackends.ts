import type { Backend, BackendReport } from "../../protocol/engine.ts";
import { inThrowAway } from "./throwAway.ts";

/** Which llama.cpp backends load on this machine, and why the others do not. */
export async function probeBackends(): Promise<readonly BackendReport[]> {
	return inThrowAway((rpc) => rpc.backends(), {
		doing: "Looking for llama.cpp's backends",
		remedy: "Install again with `npm ci`.",
	});
}

/** Whether one backend loads on this machine, or why not. */
export async function probeBackend(backend: Backend): Promise<BackendReport> {
	const detail = `There are no prebuilt libraries for it on ${process.platform}-${process.arch}.`;
	return (await probeBackends()).find((report) => report.backend === backend) ?? { backend, loads: false, detail };
}
