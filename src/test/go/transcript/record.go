package main

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"unsafe"
)

// recorder performs operations on a target and writes a line for each.
type recorder struct {
	t       *target
	w       *bufio.Writer
	rng     uint64
	op      int
	seed    uint64
	known   map[string]bool // keys whose hash a line has given under this seed
	iters   []*reflect.MapIter
	every   int  // a digest on each n-th operation, on all as long as the map is small
	dumps   bool // a dump after each operation
	picked  int  // the next key number that pick has not tried
	hashing bool
	hashed  []hashed
}

type hashed struct {
	label string
	hash  uint64
	nan   bool
}

var (
	current  *recorder
	original func(p unsafe.Pointer, seed uintptr) uintptr
)

// hook stands in the place of the map type's hash function.
func hook(p unsafe.Pointer, seed uintptr) uintptr {
	h := original(p, seed)
	if r := current; r != nil && r.hashing {
		r.hashed = append(r.hashed, hashed{r.t.label(p), uint64(h), r.t.nan(p)})
	}
	return h
}

const hasherOffset = 72 // in abi.MapType: the type of 48 bytes, key, elem, bucket or group

// hookInto replaces the hash function of a map type, which lies in read-only memory.
func hookInto(t reflect.Type) (restore func()) {
	typ := (*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1]
	keyType := t.Key()
	if *(*unsafe.Pointer)(unsafe.Add(typ, 48)) != (*[2]unsafe.Pointer)(unsafe.Pointer(&keyType))[1] {
		panic("this release lays out its map types in another way")
	}
	place := (*unsafe.Pointer)(unsafe.Add(typ, hasherOffset))
	page := uintptr(unsafe.Pointer(place)) &^ 4095
	if _, _, e := syscall.Syscall(syscall.SYS_MPROTECT, page, 8192, syscall.PROT_READ|syscall.PROT_WRITE); e != 0 {
		panic(e)
	}
	old := *place
	original = *(*func(unsafe.Pointer, uintptr) uintptr)(unsafe.Pointer(&old))
	replacement := hook
	*place = *(*unsafe.Pointer)(unsafe.Pointer(&replacement))
	return func() { *place = old }
}

func recordOne(dir, name string, s scenario, t *target, seed uint64) error {
	release := strings.TrimPrefix(runtime.Version(), "go")
	if i := strings.IndexByte(release, ' '); i >= 0 {
		release = release[:i]
	}
	folder := strings.Join(strings.Split(release, ".")[:2], ".")
	experiment := ""
	if folder == "1.24" && impl == "classic" {
		folder, experiment = "1.24-noswissmap", "noswissmap"
	}
	file := filepath.Join(dir, impl, folder, name+"-"+t.kind+".jsonl.gz")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	zip := gzip.NewWriter(f)
	r := &recorder{t: t, w: bufio.NewWriter(zip), rng: seed, known: map[string]bool{}, every: 50, picked: 1 << 16}
	fmt.Fprintf(r.w, `{"t":"hdr","format":1,"impl":"%s","go":"go%s","goexp":"%s","arch":"%s","kind":"%s","scenario":"%s",`+
		`"opseed":"%d",%s,"desc":%s}`+"\n", impl, release, experiment, runtime.GOARCH, t.kind, name, seed, typeFacts(t.typ),
		quote(s.desc))
	current = r
	restore := hookInto(t.typ)
	s.run(r)
	restore()
	current = nil
	fmt.Fprintf(r.w, `{"t":"end","ops":%d}`+"\n", r.op)
	if err := r.w.Flush(); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return f.Close()
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// random gives a number below n.
func (r *recorder) random(n int) int {
	r.rng += 0x9E3779B97F4A7C15
	return int(mix(r.rng) % uint64(n))
}

func (r *recorder) hashOf(k key) (hash uint64, nan bool) {
	r.t.hash(k, func(p unsafe.Pointer) {
		nan = r.t.nan(p)
		hash = uint64(original(p, uintptr(r.seed)))
	})
	return hash, nan
}

// pick finds a key number, not used before, whose hash under the present seed is as wanted.
func (r *recorder) pick(wanted func(hash uint64) bool) int {
	for {
		r.picked++
		if h, nan := r.hashOf(r.t.key(r.picked)); !nan && wanted(h) {
			return r.picked
		}
	}
}

// line writes an operation: what it is, then what became of it.
func (r *recorder) line(op string, do func() string) {
	r.hashed = r.hashed[:0]
	r.hashing = true
	result := do()
	r.hashing = false
	head := r.t.head()
	var b strings.Builder
	fmt.Fprintf(&b, `{"i":%d,%s%s,"hc":%d`, r.op, op, result, len(r.hashed))
	var nans, others []string
	for _, h := range r.hashed {
		if h.nan {
			nans = append(nans, fmt.Sprintf(`"%016x"`, h.hash))
		} else if !r.known[h.label] {
			r.known[h.label] = true
			others = append(others, fmt.Sprintf(`[%s,"%016x"]`, quote(h.label), h.hash))
		}
	}
	if nans != nil {
		fmt.Fprintf(&b, `,"nh":[%s]`, strings.Join(nans, ","))
	}
	if others != nil {
		fmt.Fprintf(&b, `,"hk":[%s]`, strings.Join(others, ","))
	}
	if head == nil {
		b.WriteString(`,"s":null`)
	} else {
		if seed := seedOf(head); seed != r.seed || strings.HasPrefix(op, `"op":"new"`) {
			r.seed = seed
			r.known = map[string]bool{}
			fmt.Fprintf(&b, `,"seed":"%016x"`, seed)
		}
		fmt.Fprintf(&b, `,"s":%s`, counters(r.t.typ, head))
	}
	if r.dumps || r.op%r.every == 0 || head != nil && *(*uint64)(head) < 200 && capacity(head) < 1024 {
		sum := sha256.Sum256(stateBytes(r.t, head))
		fmt.Fprintf(&b, `,"dg":"%s"`, hex.EncodeToString(sum[:8]))
	}
	fmt.Fprintln(r.w, b.String()+"}")
	if r.dumps {
		counts, state := "null", ""
		if head != nil {
			counts, state = counters(r.t.typ, head), dump(r.t, head)
		}
		fmt.Fprintf(r.w, `{"t":"dump","after":%d,"s":%s%s}`+"\n", r.op, counts, state)
	}
	r.op++
}

func (r *recorder) make(how string, hint int) {
	op := fmt.Sprintf(`"op":"new","how":"%s"`, how)
	if how == "hint" {
		op += fmt.Sprintf(`,"hint":%d`, hint)
	}
	r.iters = nil
	r.line(op, func() string { r.t.make(how, hint); return "" })
}

// withHash names the key and its hash, as far as there is one.
func (r *recorder) withHash(op string, k key) string {
	text := fmt.Sprintf(`"op":"%s"`, op)
	r.t.hash(k, func(p unsafe.Pointer) {
		label := r.t.label(p)
		text += `,"k":` + quote(label)
		if r.t.head() != nil && !r.t.nan(p) {
			r.known[label] = true
			text += fmt.Sprintf(`,"h":"%016x"`, uint64(original(p, uintptr(r.seed))))
		}
	})
	return text
}

func (r *recorder) set(i int) {
	k := r.t.key(i)
	v := uint64(r.op + 1)
	r.line(r.withHash("set", k)+fmt.Sprintf(`,"v":%d`, v), func() (result string) {
		defer func() {
			if e := recover(); e != nil {
				err, is := e.(runtime.Error)
				text := fmt.Sprint(e)
				if is {
					text = err.Error()
				}
				result = fmt.Sprintf(`,"panic":%s,"runtimeError":%t`, quote(text), is)
			}
		}()
		r.t.set(k, v)
		return ""
	})
}

func (r *recorder) get(i int) {
	k := r.t.key(i)
	r.line(r.withHash("get", k), func() string {
		if v, ok := r.t.get(k); ok {
			return fmt.Sprintf(`,"r":%d`, v)
		}
		return `,"r":null`
	})
}

func (r *recorder) del(i int) {
	k := r.t.key(i)
	r.line(r.withHash("del", k), func() string { r.t.del(k); return "" })
}

func (r *recorder) clear() {
	if r.t.clear != nil {
		r.line(`"op":"clear"`, func() string { r.t.clear(); return "" })
	}
}

// clone goes on with a clone of the map. Not where it is filled in the order of an iteration that nobody sees.
func (r *recorder) clone() {
	if r.t.clone == nil || impl == "swiss" && strings.HasPrefix(runtime.Version(), "go1.24") {
		return
	}
	r.iters = nil
	r.line(`"op":"clone"`, func() string { r.t.clone(); return "" })
}

func (r *recorder) iterate() int {
	n := len(r.iters)
	r.line(fmt.Sprintf(`"op":"iter","it":%d`, n), func() string {
		empty := r.t.head() == nil || *(*uint64)(r.t.head()) == 0
		it := r.t.value().MapRange()
		r.iters = append(r.iters, it)
		it.Next()
		r.hashing = false
		st := "null"
		if !empty {
			st = startOf(hiter(it))
		}
		return fmt.Sprintf(`,"st":%s%s`, st, r.stand(n))
	})
	return n
}

// next takes one step; not at the end.
func (r *recorder) next(n int) {
	if r.iters[n] == nil {
		return
	}
	r.line(fmt.Sprintf(`"op":"next","it":%d`, n), func() string {
		r.iters[n].Next()
		r.hashing = false
		return r.stand(n)
	})
}

func (r *recorder) stand(n int) string {
	h := hiter(r.iters[n])
	k := *(*unsafe.Pointer)(h)
	if k == nil {
		r.iters[n] = nil
		return `,"r":null`
	}
	v := *(*uint64)(*(*unsafe.Pointer)(unsafe.Add(h, 8)))
	return fmt.Sprintf(`,"r":[%s,%d],"is":%s`, quote(r.t.label(k)), v, iterState(h))
}

// hiter is the runtime's iterator inside of reflect's.
func hiter(it *reflect.MapIter) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(it), 24)
}

func field(p unsafe.Pointer, offset uintptr) uint64   { return *(*uint64)(unsafe.Add(p, offset)) }
func field16(p unsafe.Pointer, offset uintptr) uint16 { return *(*uint16)(unsafe.Add(p, offset)) }
func field8(p unsafe.Pointer, offset uintptr) uint8   { return *(*uint8)(unsafe.Add(p, offset)) }
func pointer(p unsafe.Pointer, offset uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Add(p, offset))
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
