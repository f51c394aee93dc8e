import { cpus } from "node:os";
import { join } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import type { Backend, BackendReport } from "../../protocol/engine.ts";
import { describeDevices, gpuDevices, processors } from "./native/devices.ts";
import { nativeFunctions } from "./native/functions.ts";
import { koffi } from "./native/koffi.ts";
import { multiplies } from "./native/multiplies.ts";
import { type OpenLibraries, openLibraries } from "./native/openLibraries.ts";

/**
 * Loads a backend's libraries, looks for its device and computes on it. One backend per process, and only in a process
 * that may die: a driver can crash at each step.
 */
export function probeBackend(backend: Backend): BackendReport {
	const no = (detail: string): BackendReport => ({ backend, loads: false, detail });
	try {
		const native = nativeFunctions(backend);
		const libraries = openLibraries(backend);
		const devices = backend === "cpu" ? processors(native) : gpuDevices(native);
		if (devices.length === 0) return no(whyNoDevice(backend, libraries));
		const wrong = devices.filter(({ handle }) => !multiplies(libraries, handle));
		if (wrong.length > 0) return no(`${describeDevices(wrong)} gives a wrong product of two matrices.`);
		const cores = backend === "cpu" ? `, ${cpus().length} threads` : "";
		return { backend, loads: true, detail: `${describeDevices(devices)}${cores}` };
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		return no(error.message);
	}
}

/** The system's own words on a module that does not load; ggml passes over it in silence. */
function whyNoDevice(backend: Backend, { platform }: OpenLibraries): string {
	const extension = process.platform === "win32" ? "ggml-%.dll" : "libggml-%.so";
	const module = extension.replace("%", backend);
	const why = [platform.folder, ...(platform.fallback ? [platform.fallback] : [])].map((folder) => {
		try {
			koffi.load(join(folder, module));
			return undefined;
		} catch (cause) {
			return reasonOf(cause);
		}
	});
	const reasons = why.filter((reason) => reason !== undefined);
	if (reasons.length < why.length) return "Its library loads but finds no device.";
	return `Its library does not load: ${[...new Set(reasons)].join(", and for the older one ")}.`;
}

function reasonOf(cause: unknown): string {
	const [said = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
	const missing = /([\w.+-]+): cannot open shared object file/.exec(said)?.[1];
	return missing ? `${missing} is missing` : said;
}
