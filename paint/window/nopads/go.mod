module ebiten.first/nopads

go 1.26
