module ebiten.first/later

go 1.26
