import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../../protocol/engine.ts";
import { findPlatformPackage } from "../platformPackage.ts";

/** Device files and drivers without which a backend has nothing to run on; any one of them is a reason to try. */
function driversOf(backend: Backend): readonly string[] {
	const system = join(process.env.SystemRoot ?? "C:\\Windows", "System32");
	switch (`${process.platform} ${backend}`) {
		case "linux cuda":
			return ["/dev/nvidiactl", "/dev/dxg"];
		case "linux vulkan":
			return ["/dev/nvidiactl", "/dev/dxg", "/dev/kfd", ...renderNodes()];
		case "win32 cuda":
			return [join(system, "nvcuda.dll")];
		case "win32 vulkan":
			return [join(system, "vulkan-1.dll")];
		case "darwin metal":
			return ["/System/Library/Frameworks/Metal.framework"];
		default:
			return [];
	}
}

/** Where Linux keeps the devices that compute; a device that only shows pictures has none. */
function renderNodes(): readonly string[] {
	try {
		return readdirSync("/dev/dri").flatMap((name) => (name.startsWith("renderD") ? [`/dev/dri/${name}`] : []));
	} catch {
		return [];
	}
}

/** Whether a backend is worth a process that tries it: its package is installed and the machine shows a sign of a device. */
export function showsSigns(backend: Backend): boolean {
	// ggml takes no device that is a program on the CPU unless this names one.
	const isNamed = backend === "vulkan" && process.env.GGML_VK_VISIBLE_DEVICES !== undefined;
	if (!isNamed && !driversOf(backend).some((file) => existsSync(file))) return false;
	try {
		findPlatformPackage(backend);
		return true;
	} catch {
		return false;
	}
}
