import { Problem } from "../../core/audit/problem.ts";
import type { Backend, BackendReport } from "../../protocol/engine.ts";
import { backendsOf } from "../platformPackage.ts";
import { inThrowAway } from "./throwAway.ts";

/** A driver that compiles its programs for the first time takes seconds; one that hangs takes for ever. */
const PATIENCE_MS = 60_000;

/** What was found out about each backend; a machine's devices do not change while we run. */
const known = new Map<Backend, Promise<BackendReport>>();

/** Which llama.cpp backends could exist on this platform, and whether they do: one process after the other. */
export async function probeBackends(): Promise<readonly BackendReport[]> {
	const reports: BackendReport[] = [];
	for (const backend of backendsOf()) reports.push(await probeBackend(backend));
	return reports;
}

/** Whether a backend computes on this machine, or why not; tried once, in a process that may die of it. */
export function probeBackend(backend: Backend): Promise<BackendReport> {
	const report = known.get(backend) ?? probe(backend);
	known.set(backend, report);
	return report;
}

async function probe(backend: Backend): Promise<BackendReport> {
	const detail = `There are no prebuilt libraries for it on ${process.platform}-${process.arch}.`;
	if (!backendsOf().includes(backend)) return { backend, loads: false, detail };
	try {
		return await inThrowAway((rpc) => rpc.probe(backend), {
			doing: "A process that tried it",
			remedy: "",
			timeoutMs: PATIENCE_MS,
		});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		return { backend, loads: false, detail: error.message };
	}
}
