package main

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// key is a key of any kind; a target takes out of it what it needs.
type key struct {
	n uint64
	a [3]uint64
	s string
	p *byte
}

// target is a map of one kind with the compiler's own operations on it.
type target struct {
	kind  string
	typ   reflect.Type
	size  uintptr // of a key
	make  func(how string, hint int)
	set   func(k key, v uint64)
	get   func(k key) (uint64, bool)
	del   func(k key)
	clear func() // nil where the compiler does not turn the loop into a clear
	clone func() // nil where there is none
	head  func() unsafe.Pointer
	value func() reflect.Value
	key   func(i int) key
	label func(p unsafe.Pointer) string
	bytes func(p unsafe.Pointer) []byte
	hash  func(k key, f func(p unsafe.Pointer))
	nan   func(p unsafe.Pointer) bool
}

var arena [1 << 20]byte

var targets = map[string]func() *target{
	"u64": targetU64,
	"u32": targetU32,
	"str": targetStr,
	"a3":  targetA3,
	"f64": targetF64,
	"ptr": targetPtr,
}

// finish adds what all kinds have in common.
func (t *target) finish(kind string) *target {
	t.kind = kind
	t.typ = t.value().Type()
	t.size = t.typ.Key().Size()
	t.label = func(p unsafe.Pointer) string { return label(kind, p) }
	t.bytes = func(p unsafe.Pointer) []byte { return digestBytes(kind, p, t.size) }
	t.nan = func(p unsafe.Pointer) bool { return kind == "f64" && *(*float64)(p) != *(*float64)(p) }
	return t
}

func label(kind string, p unsafe.Pointer) string {
	switch kind {
	case "u64":
		return strconv.FormatUint(*(*uint64)(p), 10)
	case "u32":
		return strconv.FormatUint(uint64(*(*uint32)(p)), 10)
	case "str":
		return *(*string)(p)
	case "a3":
		a := *(*[3]uint64)(p)
		return fmt.Sprintf("%d:%d:%d", a[0], a[1], a[2])
	case "f64":
		return fmt.Sprintf("%016x", *(*uint64)(p))
	case "ptr":
		return strconv.FormatUint(uint64(index(*(**byte)(p))), 10)
	}
	panic(kind)
}

func index(p *byte) uintptr {
	return uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(&arena[0]))
}

func digestBytes(kind string, p unsafe.Pointer, size uintptr) []byte {
	switch kind {
	case "str":
		s := *(*string)(p)
		return append(le(uint64(len(s)), 4), s...)
	case "ptr":
		return le(uint64(index(*(**byte)(p))), 8)
	}
	return append([]byte(nil), (*[24]byte)(p)[:size:size]...)
}

func le(v uint64, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
	return b
}

// text gives strings of all lengths at which the runtime changes its way to compare: many look alike at both ends.
func text(i int) string {
	n := strconv.Itoa(i)
	switch i % 6 {
	case 0:
		return n
	case 1:
		return "the same beginning: " + strings.Repeat("x", 8) + n + strings.Repeat("y", 12)
	case 2:
		return strings.Repeat("a", 40-len(n)) + n + strings.Repeat("b", 40)
	case 3:
		return strings.Repeat("a", 80-len(n)) + n + strings.Repeat("b", 80)
	case 4:
		if i == 4 {
			return ""
		}
		return "k" + n
	}
	return n + strings.Repeat("c", 64-len(n))
}

// float gives both zeros, the infinities, many NaNs of different bits, and ordinary numbers.
func float(i int) uint64 {
	switch {
	case i == 0:
		return 0
	case i == 1:
		return 1 << 63
	case i == 2:
		return math.Float64bits(math.Inf(1))
	case i%5 == 3:
		return 0x7ff8000000000000 | uint64(i%3)
	}
	return math.Float64bits(float64(i) / 4)
}

func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
