;; Blocks of float32 live in one memory that the host hands in, shared so that several threads can work on it. Each
;; instance has 128 bytes of its own there: 64 for one value of a row set out sixteen times or the end of a row with
;; neutral elements behind it, and 64 for results on their way to a place that ends within a vector.
;; Loads may reach up to 63 bytes beyond a block; stores never do.
(import "host" "memory" (memory 1 65536 shared))
(import "host" "row" (global $row i32))
(import "host" "results" (global $results i32))

;; Every NaN that leaves is 0x7fc00000.
(func $settle (param $v v128) (result v128)
  (v128.bitselect
    (local.get $v)
    (v128.const i32x4 0x7fc00000 0x7fc00000 0x7fc00000 0x7fc00000)
    (f32x4.eq (local.get $v) (local.get $v))))

;; Stores four results, or as many as $count if that is less; none if it is not above 0.
(func $store_up_to (param $to i32) (param $v v128) (param $count i32)
  (if (i32.ge_s (local.get $count) (i32.const 4))
    (then (v128.store (local.get $to) (local.get $v)))
    (else
      (if (i32.gt_s (local.get $count) (i32.const 0))
        (then
          (v128.store (global.get $results) (local.get $v))
          (memory.copy (local.get $to) (global.get $results) (i32.shl (local.get $count) (i32.const 2))))))))
