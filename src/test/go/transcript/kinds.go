package main

import (
	"math"
	"reflect"
	"unsafe"
)

// Each kind has its own copy of the same lines, because only then does every release compile them to the functions and the
// map type that a program with such a map has: Go 1.19 gives a type parameter's map a type of its own.

func targetU64() *target {
	var m map[uint64]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[uint64]uint64)
			case "literal":
				m = map[uint64]uint64{}
			case "hint":
				m = make(map[uint64]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[k.n] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[k.n]; return v, ok },
		del:   func(k key) { delete(m, k.n) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := k.n; f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{n: mix(uint64(i))} },
	}
	if clearU64 != nil {
		t.clear = func() { clearU64(m) }
	}
	if cloneU64 != nil {
		t.clone = func() { m = cloneU64(m) }
	}
	return t.finish("u64")
}

func targetU32() *target {
	var m map[uint32]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[uint32]uint64)
			case "literal":
				m = map[uint32]uint64{}
			case "hint":
				m = make(map[uint32]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[uint32(k.n)] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[uint32(k.n)]; return v, ok },
		del:   func(k key) { delete(m, uint32(k.n)) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := uint32(k.n); f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{n: uint64(uint32(i) * 0x9E3779B1)} },
	}
	if clearU32 != nil {
		t.clear = func() { clearU32(m) }
	}
	if cloneU32 != nil {
		t.clone = func() { m = cloneU32(m) }
	}
	return t.finish("u32")
}

func targetStr() *target {
	var m map[string]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[string]uint64)
			case "literal":
				m = map[string]uint64{}
			case "hint":
				m = make(map[string]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[k.s] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[k.s]; return v, ok },
		del:   func(k key) { delete(m, k.s) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := k.s; f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{s: text(i)} },
	}
	if clearStr != nil {
		t.clear = func() { clearStr(m) }
	}
	if cloneStr != nil {
		t.clone = func() { m = cloneStr(m) }
	}
	return t.finish("str")
}

func targetA3() *target {
	var m map[[3]uint64]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[[3]uint64]uint64)
			case "literal":
				m = map[[3]uint64]uint64{}
			case "hint":
				m = make(map[[3]uint64]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[k.a] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[k.a]; return v, ok },
		del:   func(k key) { delete(m, k.a) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := k.a; f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{a: [3]uint64{uint64(i), mix(uint64(i)), 7}} },
	}
	if clearA3 != nil {
		t.clear = func() { clearA3(m) }
	}
	if cloneA3 != nil {
		t.clone = func() { m = cloneA3(m) }
	}
	return t.finish("a3")
}

func targetF64() *target {
	var m map[float64]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[float64]uint64)
			case "literal":
				m = map[float64]uint64{}
			case "hint":
				m = make(map[float64]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[math.Float64frombits(k.n)] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[math.Float64frombits(k.n)]; return v, ok },
		del:   func(k key) { delete(m, math.Float64frombits(k.n)) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := math.Float64frombits(k.n); f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{n: float(i)} },
	}
	if clearF64 != nil {
		t.clear = func() { clearF64(m) }
	}
	if cloneF64 != nil {
		t.clone = func() { m = cloneF64(m) }
	}
	return t.finish("f64")
}

func targetPtr() *target {
	var m map[*byte]uint64
	t := &target{
		make: func(how string, hint int) {
			switch how {
			case "nil":
				m = nil
			case "small":
				m = make(map[*byte]uint64)
			case "literal":
				m = map[*byte]uint64{}
			case "hint":
				m = make(map[*byte]uint64, hint)
			}
		},
		set:   func(k key, v uint64) { m[k.p] = v },
		get:   func(k key) (uint64, bool) { v, ok := m[k.p]; return v, ok },
		del:   func(k key) { delete(m, k.p) },
		head:  func() unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&m)) },
		value: func() reflect.Value { return reflect.ValueOf(m) },
		hash:  func(k key, f func(p unsafe.Pointer)) { v := k.p; f(unsafe.Pointer(&v)) },
		key:   func(i int) key { return key{p: &arena[i]} },
	}
	if clearPtr != nil {
		t.clear = func() { clearPtr(m) }
	}
	if clonePtr != nil {
		t.clone = func() { m = clonePtr(m) }
	}
	return t.finish("ptr")
}
