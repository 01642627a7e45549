package dev.maptriage.diagnosis;

import dev.maptriage.trace.Call;
import dev.maptriage.trace.Frame;
import dev.maptriage.trace.Goroutine;
import dev.maptriage.trace.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A goroutine that waits for a mutex.
///
/// @param goroutine which one
/// @param address   of the mutex; 0 when the text does not show it
/// @param locking   the user function that asked for the lock; null without a user frame
record LockWait(Goroutine goroutine, long address, @Nullable String locking) {

    /// How a stack waits for a mutex; null when it does not.
    ///
    /// From Go 1.20 on the wait reason names the lock; `semacquire` before needs the frames.
    static @Nullable LockWait of(CrashCase crash, Goroutine goroutine) {
        if (!waits(crash, goroutine)) {
            return null;
        }
        int user = crash.firstUserFrame(goroutine.stack());
        String locking = user < 0 ? null : goroutine.stack().frames().get(user).function();
        List<Call> above = user < 0 ? goroutine.calls() : goroutine.calls(user);
        return new LockWait(goroutine, address(above), locking);
    }

    /// Whether a goroutine waits for a mutex, from its state and, where that says too little, its frames.
    static boolean waits(CrashCase crash, Goroutine goroutine) {
        String state = goroutine.status().state();
        return switch (state) {
            case "sync.Mutex.Lock", "sync.RWMutex.RLock", "sync.RWMutex.Lock" -> true;
            case "semacquire" -> hasLockFrame(goroutine.stack(), crash.firstUserFrame(goroutine.stack()));
            default -> false;
        };
    }

    private static boolean hasLockFrame(Stack stack, int user) {
        List<Frame> frames = stack.frames();
        for (Frame frame : frames.subList(0, user < 0 ? frames.size() : user)) {
            if (isLock(frame.function())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLock(String function) {
        return function.contains("sync.(*Mutex).") || function.contains("sync.(*RWMutex).");
    }

    /// The lock stands in the first word of its own methods. Where those are inlined, the semaphore inside it is left:
    /// 4 bytes into a Mutex; 8 (writers) or 12 (readers) into an RWMutex.
    private static long address(List<Call> calls) {
        long semaphore = 0;
        for (Call call : calls) {
            String function = call.frame().function();
            if (isLock(function)) {
                long receiver = call.receiver(true);
                if (receiver != 0) {
                    return receiver;
                }
                if (semaphore != 0) {
                    return semaphore - offset(function);
                }
            } else if (function.equals("runtime.semacquire1") || function.contains("runtime_Semacquire")) {
                semaphore = semaphore != 0 ? semaphore : call.receiver(false);
            } else if (!function.startsWith("runtime.") && !function.contains("sync.")) {
                break;
            }
        }
        return 0;
    }

    private static int offset(String function) {
        if (!function.contains("(*RWMutex)")) {
            return 4;
        }
        return function.endsWith(".RLock") ? 12 : 8;
    }
}
