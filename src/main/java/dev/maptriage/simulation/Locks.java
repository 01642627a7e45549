package dev.maptriage.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The locks of one run: `sync.Mutex` and `sync.RWMutex` by name, all free at first.
///
/// An RWMutex as Go has it: a writer first announces itself, from then on new readers wait; then it waits for the
/// readers that were there before.
final class Locks {

    private final Stage stage;
    private final Map<String, Lock> locks = new HashMap<>();

    Locks(Stage stage) {
        this.stage = stage;
    }

    private static final class Lock {

        /** The goroutine that holds it for writing, from 1. */
        private int writer;
        private boolean announced;
        private int readers;
    }

    private Lock lock(String name) {
        return locks.computeIfAbsent(name, n -> new Lock());
    }

    /// `mu.Lock()` of a Mutex.
    void lock(World world, String name) {
        stage.step(-1,
                new SyncStep("sync.(*Mutex).Lock", SyncAction.LOCK, name, w -> w.locks().lock(name).writer == 0));
        lock(name).writer = world.goroutine();
        stage.saw(() -> "held by goroutine " + world.goroutine());
    }

    /// `mu.Unlock()` of a Mutex.
    void unlock(String name) {
        stage.step(-1, new SyncStep("sync.(*Mutex).Unlock", SyncAction.UNLOCK, name));
        lock(name).writer = 0;
        stage.saw(() -> "free");
    }

    /// `mu.Lock()` of an RWMutex.
    void writeLock(World world, String name) {
        String fn = "sync.(*RWMutex).Lock";
        stage.step(-1, new SyncStep(fn, SyncAction.ANNOUNCE_LOCK, name, w -> !w.locks().lock(name).announced));
        lock(name).announced = true;
        stage.saw(() -> "new readers wait");
        stage.step(-1, new SyncStep(fn, SyncAction.AWAIT_READERS, name, w -> w.locks().lock(name).readers == 0));
        lock(name).writer = world.goroutine();
        stage.saw(() -> "held by goroutine " + world.goroutine());
    }

    /// `mu.Unlock()` of an RWMutex.
    void writeUnlock(String name) {
        stage.step(-1, new SyncStep("sync.(*RWMutex).Unlock", SyncAction.UNLOCK, name));
        lock(name).writer = 0;
        lock(name).announced = false;
        stage.saw(() -> "free");
    }

    /// `mu.RLock()`.
    void readLock(String name) {
        stage.step(-1,
                new SyncStep("sync.(*RWMutex).RLock", SyncAction.R_LOCK, name, w -> !w.locks().lock(name).announced));
        lock(name).readers++;
        stage.saw(() -> readers(lock(name).readers));
    }

    /// `mu.RUnlock()`.
    void readUnlock(String name) {
        stage.step(-1, new SyncStep("sync.(*RWMutex).RUnlock", SyncAction.R_UNLOCK, name));
        lock(name).readers--;
        stage.saw(() -> readers(lock(name).readers));
    }

    private static String readers(int n) {
        return n == 0 ? "free" : n == 1 ? "1 reader" : n + " readers";
    }

    /// Every lock in words, by name.
    Map<String, String> describe() {
        Map<String, String> out = new TreeMap<>();
        locks.forEach((name, lock) -> out.put(name,
                lock.writer != 0
                        ? "held by goroutine " + lock.writer
                        : lock.announced ? readers(lock.readers) + ", a writer waits" : readers(lock.readers)));
        return out;
    }
}
