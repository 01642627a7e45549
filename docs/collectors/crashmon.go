// Package crashmon sends what a Go program prints when it dies to maptriage, whole and once.
//
// Copy this file into a folder of your module and call Start first thing in main:
//
//	func main() {
//		crashmon.Start(crashmon.Options{Service: "cart"})
//		…
//	}
//
// MAPTRIAGE_URL says where to, for example https://maptriage.example.com; without it Start does nothing. MAPTRIAGE_TOKEN
// is a token with the scope "ingest". It needs Go 1.23, the standard library and nothing else.
//
// # How it works
//
// Start starts the same program a second time. The second process reads a pipe that the Go runtime writes a crash to, in
// addition to standard error (debug.SetCrashOutput), and delivers it after the first one is gone. It takes memory only
// then. What the crash cannot tell is put in front of it: Go version, revision, modules and GOMAXPROCS.
//
// Packages are initialised in both processes, so what must happen once belongs behind Start and not into an init.
//
// Recovered panics are not crashes and are not sent. Nor is a program that is killed (out of memory, kill -9): it prints
// nothing.
//
// In a container the program is often process 1, and when that ends the kernel kills all others. There the roles are
// turned around: the first process becomes the monitor, passes signals on, and ends with the status of the second.
package crashmon

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Options say what a crash is filed under. Everything is optional.
type Options struct {
	URL         string // of maptriage; else MAPTRIAGE_URL
	Token       string // else MAPTRIAGE_TOKEN
	Service     string // else MAPTRIAGE_SERVICE, else the last part of the main package's path
	Environment string // else MAPTRIAGE_ENVIRONMENT
	Release     string // else MAPTRIAGE_RELEASE, else the version of the main module or the revision it was built from
	Host        string // else HOSTNAME, else the name of the machine

	// AfterCrash runs in the monitor when a crash was delivered or given up.
	AfterCrash func(crash []byte, err error)
}

const (
	role       = "MAPTRIAGE_CRASHMON_ROLE"
	watch      = "watch"
	work       = "work"
	pipe       = 3
	mostBytes  = 512 << 20
	oneAttempt = 30 * time.Second
	longest    = 2 * time.Minute
)

// Start makes sure that a crash of this program is sent. Call it first in main: in the process that watches, it does not
// return. An error means that nobody watches; the program may go on.
func Start(options Options) error {
	o := options.complete()
	mine := os.Getenv(role)
	os.Unsetenv(role)
	switch {
	case mine == watch:
		o.watch(os.Stdin)
		os.Exit(0)
	case o.URL == "":
		return nil
	case mine == work:
		return o.report(os.NewFile(pipe, "crash"))
	case os.Getpid() == 1:
		o.supervise()
	}
	return o.startWatcher()
}

// report makes the runtime write a crash to a file as well. All goroutines are wanted: from Go 1.26 on one party of a data
// race is printed otherwise. A higher level in GOTRACEBACK stays as it is.
func (o Options) report(to *os.File) error {
	debug.SetTraceback("all")
	if _, err := io.WriteString(to, o.head()); err != nil {
		return fmt.Errorf("crashmon: %w", err)
	}
	if err := debug.SetCrashOutput(to, debug.CrashOptions{}); err != nil {
		return fmt.Errorf("crashmon: %w", err)
	}
	return to.Close() // the runtime has a copy
}

func (o Options) startWatcher() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("crashmon: %w", err)
	}
	from, to, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("crashmon: %w", err)
	}
	defer from.Close()
	watcher := exec.Command(program)
	watcher.Args[0] = os.Args[0]
	watcher.Env = append(os.Environ(), role+"="+watch)
	watcher.Stdin = from
	watcher.Stderr = os.Stderr
	if err := watcher.Start(); err != nil {
		to.Close()
		return fmt.Errorf("crashmon: %w", err)
	}
	if err := watcher.Process.Release(); err != nil { // it ends after us
		to.Close()
		return fmt.Errorf("crashmon: %w", err)
	}
	return o.report(to)
}

// supervise runs the program as a child and ends as it ends. Only for process 1.
func (o Options) supervise() {
	program, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, "crashmon:", err)
		return
	}
	from, to, err := os.Pipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "crashmon:", err)
		return
	}
	worker := exec.Command(program, os.Args[1:]...)
	worker.Args[0] = os.Args[0]
	worker.Env = append(os.Environ(), role+"="+work)
	worker.Stdin, worker.Stdout, worker.Stderr = os.Stdin, os.Stdout, os.Stderr
	worker.ExtraFiles = []*os.File{to} // becomes file 3
	signals := make(chan os.Signal, 32)
	signal.Notify(signals)
	if err := worker.Start(); err != nil {
		signal.Stop(signals)
		fmt.Fprintln(os.Stderr, "crashmon:", err)
		return
	}
	to.Close()
	go func() {
		for s := range signals {
			if s != syscall.SIGCHLD && s != syscall.SIGURG && s != syscall.SIGPIPE {
				worker.Process.Signal(s)
			}
		}
	}()
	o.watch(from)
	worker.Wait()
	status := worker.ProcessState.ExitCode()
	if status < 0 { // by a signal
		status = 128
		if w, ok := worker.ProcessState.Sys().(syscall.WaitStatus); ok {
			status += int(w.Signal())
		}
	}
	os.Exit(status)
}

// watch waits for the end of the program and sends what came until then, if it is a crash.
func (o Options) watch(from io.Reader) {
	if os.Getpid() != 1 {
		// Whatever ends the program by intent reaches its whole process group; we have to see its end.
		signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	}
	text, err := io.ReadAll(io.LimitReader(from, mostBytes))
	if err != nil && len(text) == 0 {
		return
	}
	_, crash, _ := bytes.Cut(text, []byte(headEnd))
	if len(crash) == 0 {
		return // it ended in peace
	}
	err = o.send(text, time.Now())
	if err != nil {
		fmt.Fprintln(os.Stderr, "crashmon: the crash was not delivered:", err)
	}
	if o.AfterCrash != nil {
		o.AfterCrash(crash, err)
	}
}

// send delivers a text, again and again while it may help. Every attempt carries the same key, so it is counted once.
func (o Options) send(text []byte, at time.Time) error {
	query := url.Values{"occurredAt": {at.UTC().Format(time.RFC3339Nano)}}
	for name, value := range map[string]string{"service": o.Service, "environment": o.Environment,
		"release": o.Release, "host": o.Host} {
		if value != "" {
			query.Set(name, value)
		}
	}
	address := strings.TrimSuffix(o.URL, "/") + "/api/v1/traces?" + query.Encode()
	key := newKey()
	pause := time.Second
	var last error
	for began := time.Now(); ; {
		again, after, err := o.post(address, key, text)
		if err == nil || !again {
			return err
		}
		last = err
		pause = max(after, pause)
		if time.Since(began)+pause > longest {
			return last
		}
		time.Sleep(pause)
		pause = min(2*pause, 30*time.Second)
	}
}

func (o Options) post(address, key string, text []byte) (again bool, after time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), oneAttempt)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(text))
	if err != nil {
		return false, 0, err
	}
	request.Header.Set("Content-Type", "text/plain; charset=utf-8")
	request.Header.Set("Idempotency-Key", key)
	if o.Token != "" {
		request.Header.Set("Authorization", "Bearer "+o.Token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return true, 0, err
	}
	defer answer.Body.Close()
	why, _ := io.ReadAll(io.LimitReader(answer.Body, 500))
	switch {
	case answer.StatusCode < 300:
		return false, 0, nil
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return true, time.Duration(seconds) * time.Second, errors.New(answer.Status)
	default:
		return false, 0, fmt.Errorf("%s: %s", answer.Status, why)
	}
}

const headEnd = "--- end of build information ---\n"

// head says what a crash cannot: as "go version -m" does for a binary.
func (o Options) head() string {
	var b strings.Builder
	fmt.Fprintf(&b, "go version %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(&b, "GOMAXPROCS=%d of %d processors, GOGC=%q, GOMEMLIMIT=%q, GODEBUG=%q\n", runtime.GOMAXPROCS(0),
		runtime.NumCPU(), os.Getenv("GOGC"), os.Getenv("GOMEMLIMIT"), os.Getenv("GODEBUG"))
	if info, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprintf(&b, "path %s\nmod %s %s\n", info.Path, info.Main.Path, info.Main.Version)
		for _, s := range info.Settings {
			if strings.HasPrefix(s.Key, "vcs") || s.Key == "-race" || s.Key == "-tags" || s.Key == "GOEXPERIMENT" {
				fmt.Fprintf(&b, "build %s=%s\n", s.Key, s.Value)
			}
		}
		for _, m := range info.Deps {
			fmt.Fprintf(&b, "dep %s %s", m.Path, m.Version)
			if m.Replace != nil {
				fmt.Fprintf(&b, " => %s %s", m.Replace.Path, m.Replace.Version)
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString(headEnd)
	return b.String()
}

func (o Options) complete() Options {
	o.URL = first(o.URL, os.Getenv("MAPTRIAGE_URL"))
	o.Token = first(o.Token, os.Getenv("MAPTRIAGE_TOKEN"))
	o.Environment = first(o.Environment, os.Getenv("MAPTRIAGE_ENVIRONMENT"))
	machine, _ := os.Hostname()
	o.Host = first(o.Host, os.Getenv("HOSTNAME"), machine)
	o.Service = first(o.Service, os.Getenv("MAPTRIAGE_SERVICE"))
	o.Release = first(o.Release, os.Getenv("MAPTRIAGE_RELEASE"))
	if info, ok := debug.ReadBuildInfo(); ok {
		o.Service = first(o.Service, info.Path[strings.LastIndexByte(info.Path, '/')+1:])
		if version := info.Main.Version; version != "(devel)" {
			o.Release = first(o.Release, version)
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				o.Release = first(o.Release, s.Value[:min(12, len(s.Value))])
			}
		}
	}
	return o
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

func newKey() string {
	var b [16]byte
	rand.Read(b[:])
	return "crashmon-" + hex.EncodeToString(b[:])
}
