import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditRequest } from "../../core/audit/request.ts";
import type { AuditorEvent } from "../../runtime/auditor.ts";
import type { EnginePort } from "../../runtime/enginePort.ts";
import type { OpenAuditor } from "../../runtime/openAuditor.ts";

/** A folder for a benchmark's documents and store, gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "palimpsest-bench-"));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** One audit over a store in `folder`, opened and closed for it. */
export async function auditOnce(
	open: OpenAuditor,
	{ folder, engines }: { readonly folder: string; readonly engines: EnginePort },
	request: Pick<AuditRequest, "forget" | "models"> & Partial<AuditRequest>,
	options: { readonly signal: AbortSignal; readonly onEvent?: (event: AuditorEvent) => void },
): Promise<void> {
	const auditor = await open({ store: join(folder, "store"), engines });
	try {
		await auditor.audit({ retain: [], holdout: [], suite: "quick", policy: "default", seed: 0, ...request }, options);
	} finally {
		await auditor.close();
	}
}
